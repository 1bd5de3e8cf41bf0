"""One document of an OFD file: its pages in order with what stands on them, and the files attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.errors import UnreadableDocument
from extract.readers.ofd_package import OfdPackage
from extract.readers.ofd_resources import Resources
from extract.readers.ofd_xml import attribute, child, children, content, numbers

POINTS_PER_MM = 72 / 25.4
_A4 = (210.0, 297.0)
_BOXES = ("physicalbox", "applicationbox", "contentbox")


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page: its size in points, and the elements `Content` on it from the background to the front."""

    width: float
    height: float
    contents: tuple[etree._Element, ...]
    resources: Resources


@dataclass
class OfdDocument:
    """A document of an OFD file; `problems` says what of it cannot be read."""

    package: OfdPackage
    name: str
    root: etree._Element
    resources: Resources = field(default_factory=Resources)
    problems: list[str] = field(default_factory=list)

    def pages(self) -> Iterator[OfdPage | None]:
        """Yield the pages in order; None for one that cannot be read."""
        common = child(self.root, "commondata")
        if common is not None:
            self.resources.load(self.package, self.name, common)
        templates = {} if common is None else {attribute(item, "id"): item for item in children(common, "templatepage")}
        pages = child(self.root, "pages")
        for item in children(pages, "page") if pages is not None else ():
            try:
                yield self._page(item, templates)
            except UnreadableDocument as error:
                self.problems.append(str(error))
                yield None
        self.problems += self.resources.broken

    def attachments(self) -> list[str]:
        """Return the names of attached files."""
        name = self.package.find(content(child(self.root, "attachments")), self.name)
        if name is None:
            return []
        try:
            items = children(self.package.xml(name), "attachment")
        except UnreadableDocument as error:
            self.problems.append(str(error))
            return []
        return [attribute(item, "name") or content(child(item, "fileloc")) for item in items]

    def _page(self, item: etree._Element, templates: dict[str | None, etree._Element]) -> OfdPage:
        name, root = self._file(item)
        self.resources.load(self.package, name, root)
        areas = [child(root, "area")]
        behind: list[etree._Element] = []
        before: list[etree._Element] = []
        for use in children(root, "template"):
            template = templates.get(attribute(use, "templateid"))
            if template is None:
                self.problems.append(f"{name} of the OFD file uses a template page that is not there")
                continue
            template_name, template_root = self._file(template)
            self.resources.load(self.package, template_name, template_root)
            areas.append(child(template_root, "area"))
            order = attribute(use, "zorder") or attribute(template, "zorder") or "background"
            (before if order.lower() == "foreground" else behind).extend(children(template_root, "content"))
        areas.append(child(self.root, "commondata", "pagearea"))
        width, height = _size(areas)
        contents = (*behind, *children(root, "content"), *before)
        return OfdPage(width * POINTS_PER_MM, height * POINTS_PER_MM, contents, self.resources)

    def _file(self, item: etree._Element) -> tuple[str, etree._Element]:
        location = attribute(item, "baseloc") or ""
        name = self.package.find(location, self.name)
        if name is None:
            raise UnreadableDocument(f"the page {location} of the OFD file is missing")
        return name, self.package.xml(name)


def _size(areas: list[etree._Element | None]) -> tuple[float, float]:
    """Return width and height in millimetres, from the first area that states them; else those of A4."""
    for area in areas:
        for box in _BOXES if area is not None else ():
            values = numbers(content(child(area, box)))
            if values is not None and len(values) == 4 and min(values[2:]) > 1:
                return values[2], values[3]
    return _A4
