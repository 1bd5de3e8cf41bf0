"""What the pages of an OFD file share: pictures, composite graphics and drawing parameters, by their number."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.errors import UnreadableDocument
from extract.readers.ofd_package import OfdPackage
from extract.readers.ofd_xml import attribute, child, children, content

MOST_ANCESTORS = 10


@dataclass
class Resources:
    """Pictures as names of files in the package; composite graphics and drawing parameters as elements.

    `broken` says what could not be read.
    """

    pictures: dict[str, str] = field(default_factory=dict)
    composites: dict[str, etree._Element] = field(default_factory=dict)
    parameters: dict[str, etree._Element] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def load(self, package: OfdPackage, owner: str, element: etree._Element) -> None:
        """Take in the resource files that an element of the file `owner` names."""
        for link in children(element, "publicres", "documentres", "pageres"):
            name = package.find(content(link), owner)
            try:
                if name is None:
                    raise UnreadableDocument(f"the resources {content(link)} of the OFD file are missing")
                self._take(package, name, package.xml(name))
            except UnreadableDocument as error:
                self.broken.append(str(error))

    def parameters_of(self, number: str | None) -> Iterator[etree._Element]:
        """Yield drawing parameters by their number, then those that they stand on."""
        for _ in range(MOST_ANCESTORS if number else 0):
            found = self.parameters.get(number or "")
            if found is None:
                return
            yield found
            number = attribute(found, "relative")

    def _take(self, package: OfdPackage, name: str, root: etree._Element) -> None:
        folder = attribute(root, "baseloc") or ""
        for group in children(root, "multimedias"):
            for media in children(group, "multimedia"):
                path = content(child(media, "mediafile"))
                found = package.find(posixpath.join(folder, path), name) or package.find(path, name)
                if found is not None:
                    self.pictures[attribute(media, "id") or ""] = found
                elif (attribute(media, "type") or "image").lower() == "image":
                    self.broken.append(f"the picture {path} of the OFD file is missing")
        for group in children(root, "drawparams"):
            for parameters in children(group, "drawparam"):
                self.parameters[attribute(parameters, "id") or ""] = parameters
        for group in children(root, "compositegraphicunits"):
            for unit in children(group, "compositegraphicunit"):
                self.composites[attribute(unit, "id") or ""] = unit
