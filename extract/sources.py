"""The files of a report and what is inside them: pages, attachments, members of archives, pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.copies import in_part
from extract.document import Document, Grid, Issue
from extract.errors import UnreadableDocument
from extract.media import media_type_of
from extract.readers import PICTURES, read_document

ARCHIVES = frozenset(("application/zip", "application/vnd.rar", "application/gzip", "application/x-7z-compressed"))
MOST_PICTURES = 30
"""So many pictures of a document are read at most."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its bytes, the media type its source declared, and the name it has as a part of another; None for itself.

    A `member` stands in an archive, so it is read with it or not at all.
    """

    data: bytes
    media_type: str | None = None
    part: str | None = None
    member: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in the files of a report: every file, members of archives among them; their documents, pictures joined into
    one; and what cannot be read.
    """

    files: tuple[Source, ...]
    documents: tuple[tuple[Source, Document], ...]
    issues: tuple[Issue, ...]


def opened(sources: Sequence[Source]) -> Opened:
    """Return what is in the files. Raises UnreadableDocument when the first file cannot be opened, or nothing in it can."""
    files: list[Source] = []
    documents: list[tuple[Source, Document]] = []
    pictures: list[tuple[Source, Document]] = []
    issues: list[Issue] = []
    problem: UnreadableDocument | None = None
    for source in files_of(sources):
        files.append(source)
        try:
            document = read_document(source.data, source.media_type)
        except UnreadableDocument as error:
            if source.part is None:
                raise
            problem = problem or error
            issues.append(Issue("part_unreadable", f"{source.part}: {error}"))
            continue
        if source.part is not None:
            document = in_part(document, source.part)
        (pictures if document.media_type in PICTURES and source.part is not None else documents).append(
            (source, document)
        )
    if pictures:
        documents.append((pictures[0][0], _one_after_the_other([document for _, document in pictures])))
    if not documents:
        raise problem or UnreadableDocument("the archive holds no document")
    return Opened(tuple(files), tuple(documents), tuple(issues))


def files_of(sources: Sequence[Source]) -> Iterator[Source]:
    """Yield the files, in place of archives the files in them. Raises UnreadableDocument when the first cannot be opened."""
    for source in sources:
        kind = media_type_of(source.data, source.media_type)
        if kind not in ARCHIVES:
            yield source
            continue
        from extract.members import members

        try:
            for member in members(source.data, kind):
                name = member.name if source.part is None else f"{source.part}/{member.name}"
                yield Source(member.data, None, name, member=True)
        except UnreadableDocument:
            if source.part is None:
                raise
            yield source


def with_pictures(document: Document, part: str | None) -> Document:
    """Return a document with what its pictures show as further blocks behind its own."""
    shown: list[Document] = []
    issues: list[Issue] = []
    for picture in document.pictures[:MOST_PICTURES]:
        name = picture.name if part is None else f"{part}/{picture.name}"
        try:
            shown.append(in_part(read_document(picture.data), name))
        except UnreadableDocument as error:
            issues.append(Issue("part_unreadable", f"{name}: {error}"))
    if len(document.pictures) > MOST_PICTURES:
        issues.append(Issue("too_many_pictures", f"{len(document.pictures) - MOST_PICTURES} pictures were not read"))
    if not any(block for picture in shown for block in picture.blocks):
        return replace(document, issues=(*document.issues, *issues))
    start, end = document.body or (0, len(document.blocks))
    whole = _one_after_the_other([replace(document, blocks=document.blocks[start:end], body=None), *shown])
    return replace(whole, issues=(*whole.issues, *issues))


def _one_after_the_other(documents: Sequence[Document]) -> Document:
    """Return documents as one, with their tables counted on."""
    blocks = []
    tables = 0
    for document in documents:
        for block in document.blocks:
            blocks.append(replace(block, index=tables) if isinstance(block, Grid) else block)
            tables += isinstance(block, Grid)
    return replace(
        documents[0],
        blocks=tuple(blocks),
        statements=tuple(statement for document in documents for statement in document.statements),
        issues=tuple(issue for document in documents for issue in document.issues),
    )
