"""OFD (GB/T 33190) → Document: text where it is drawn, tables by their ruling lines, scanned pages by the recogniser."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from extract.document import Document, Grid, Issue, Paragraph, Picture, Statement
from extract.errors import UnreadableDocument
from extract.readers.affine import Matrix
from extract.readers.ofd_document import OfdDocument, OfdPage
from extract.readers.ofd_package import OfdPackage
from extract.readers.ofd_pages import read_page
from extract.readers.ofd_xml import attribute, child, children, content
from extract.readers.prose import PageContent, blocks_of
from extract.readers.turned import turned_back
from extract.statements import META_NAMES, stated

if TYPE_CHECKING:
    from extract.readers.ofd_images import PageImage

MOST_PAGES = 300
_TITLE_NAMES = frozenset(("title", "标题", "题名", "文件标题", "公文标题"))


@dataclass
class _Reading:
    """The blocks read so far; `open_pages` are the last pages with text, which may go on with one paragraph.

    `turned` leads from each page that was read upright back to the page as it is.
    """

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    open_pages: list[PageContent] = field(default_factory=list)
    turned: dict[int, Matrix] = field(default_factory=dict)
    pages: int = 0
    opened: int = 0

    def close(self) -> None:
        """Put the open pages together to blocks."""
        self.blocks += turned_back(blocks_of(self.open_pages), self.turned)
        self.open_pages = []

    def read(self, document: OfdDocument) -> None:
        """Take in a document of the file."""
        for page in document.pages():
            self.pages += 1
            if self.pages > MOST_PAGES:
                self.issues.append(Issue("too_many_pages", f"pages behind the first {MOST_PAGES} were not read"))
                break
            if page is None:
                continue
            self.opened += 1
            found = read_page(document.package, page, self.pages)
            self.issues += found.issues
            self.pictures += found.pictures
            if found.turned is not None:
                self.turned[self.pages] = found.turned
            self.open_pages.append(found.content)
            if found.scan is not None:
                self._recognise(found.scan)
        self.close()
        names = document.attachments()
        if names:
            self.issues.append(Issue("attachments_not_read", f"the OFD file has attachments: {', '.join(names)}"))
        self.issues += [Issue("ofd_incomplete", problem) for problem in dict.fromkeys(document.problems)]

    def _recognise(self, scan: "PageImage") -> None:
        from extract.readers.scan import read_page_image

        self.close()
        page = read_page_image(scan.pixels, dpi=scan.dpi, page=self.pages)
        self.blocks += page.blocks
        self.issues += page.issues


def read_ofd(data: bytes, declared: str | None = None) -> Document:  # noqa: ARG001 - the signature of all readers
    """Return the Document of an OFD file; places are boxes in points. Raises UnreadableDocument when no page can be read."""
    package = OfdPackage(data)
    root_name, root = package.root()
    bodies = list(children(root, "docbody"))
    reading = _Reading()
    for body in bodies:
        try:
            reading.read(_document(package, root_name, body))
        except UnreadableDocument as error:
            reading.issues.append(Issue("ofd_incomplete", str(error)))
    if not reading.opened:
        raise UnreadableDocument(reading.issues[0].message if reading.issues else "the OFD file holds no page")
    if len(bodies) > 1:
        reading.issues.append(Issue("several_documents", f"the OFD file holds {len(bodies)} documents; all are read"))
    blocks = tuple(_numbered(reading.blocks))
    return Document(
        "application/ofd",
        blocks,
        statements=(*(statement for body in bodies for statement in _statements(body)), *stated(blocks)),
        issues=tuple(reading.issues),
        pictures=tuple(reading.pictures),
    )


def pages_in(data: bytes) -> Iterator[tuple[OfdPackage, OfdPage | None]]:
    """Yield the pages of an OFD file as `read_ofd` counts them, None for one that cannot be read. Raises UnreadableDocument."""
    package = OfdPackage(data)
    root_name, root = package.root()
    for body in children(root, "docbody"):
        with suppress(UnreadableDocument):
            for page in _document(package, root_name, body).pages():
                yield package, page


def _document(package: OfdPackage, root_name: str, body: etree._Element) -> OfdDocument:
    location = content(child(body, "docroot"))
    name = package.find(location, root_name)
    if name is None:
        raise UnreadableDocument(f"the document {location} of the OFD file is missing")
    return OfdDocument(package, name, package.xml(name))


def _numbered(blocks: list[Paragraph | Grid]) -> Iterator[Paragraph | Grid]:
    """Yield blocks with the tables counted from 0."""
    tables = 0
    for block in blocks:
        yield replace(block, index=tables) if isinstance(block, Grid) else block
        tables += isinstance(block, Grid)


def _statements(body: etree._Element) -> Iterator[Statement]:
    """Yield what the file says of itself: its title, author and own fields under known names."""
    info = child(body, "docinfo")
    if info is None:
        return
    fields = [(name, content(child(info, name))) for name in ("title", "author")]
    custom = child(info, "customdatas")
    if custom is not None:
        fields += [(attribute(item, "name") or "", content(item)) for item in children(custom, "customdata")]
    for name, value in fields:
        meaning = "title" if name.lower() in _TITLE_NAMES else META_NAMES.get(name.lower())
        if meaning and value:
            yield Statement("meta", meaning, value)
