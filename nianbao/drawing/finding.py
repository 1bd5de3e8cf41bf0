"""The file of a report that a place names: the document itself, a member of an archive, a picture inside either."""

from extract.errors import UnreadableDocument
from extract.readers import read_document
from extract.sources import Source, files_of


def file_in(data: bytes, media_type: str | None, member: str) -> tuple[bytes, str | None]:
    """Return the bytes of a file and their declared type; `member` is empty for the whole. Raises UnreadableDocument."""
    if not member:
        return data, media_type
    for source in files_of([Source(data, media_type)]):
        name = source.part or ""
        if name == member:
            return source.data, None
        if not name or member.startswith(f"{name}/"):
            picture = _picture(source, member.removeprefix(name).removeprefix("/"))
            if picture is not None:
                return picture, None
    raise UnreadableDocument(f"the file holds no {member}")


def _picture(source: Source, name: str) -> bytes | None:
    document = read_document(source.data, source.media_type)
    return next((picture.data for picture in document.pictures if picture.name == name), None)
