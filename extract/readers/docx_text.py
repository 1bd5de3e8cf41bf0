"""What a paragraph of a Word document shows: its lines of text, its automatic number, its text boxes and pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract.document import Issue, Picture
from extract.errors import UnreadableDocument
from extract.readers.docx_fields import COMPUTED, Fields, shows_unheld
from extract.readers.docx_looks import Look, is_unseen, look_of
from extract.readers.docx_math import math_text
from extract.readers.docx_numbering import Numbering
from extract.readers.docx_shown import Shown
from extract.readers.docx_styles import Styles, alternative, has, shown
from extract.readers.ooxml import Element, Package, Relation, attribute, child, children, local, number_of, reference

_BREAKS = frozenset(("br", "cr"))
_CHARACTERS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_GRAPHICS = frozenset(("drawing", "pict", "object"))
_NOTES = frozenset(("footnoteReference", "endnoteReference"))
_EMBEDDED = (".xlsx", ".xls", ".docx", ".doc")
MOST_PICTURES = 200
PICTURE_LIMIT = 30_000_000


@dataclass
class TextReader:
    """Reads paragraphs, each once and in reading order, and gathers pictures and issues on the way.

    `hidden` says whether to take in what is not shown, `skipped` whether any such was left out.
    """

    package: Package
    relations: dict[str, Relation]
    styles: Styles
    numbering: Numbering
    hidden: bool = False
    skipped: bool = False
    pictures: dict[str, Picture] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    _fields: Fields = field(default_factory=Fields)

    def note(self, code: str, message: str) -> None:
        """Record an issue once."""
        issue = Issue(code, message)
        if issue not in self.issues:
            self.issues.append(issue)

    def read(self, paragraph: Element) -> Shown:
        """Return what a paragraph shows."""
        found, properties = Shown(), child(paragraph, "pPr")
        self._inline(paragraph, properties, found)
        self._fields.close_instructions()
        text = found.clean()
        if not text and _mark_is_gone(properties):
            return found
        label = self.numbering.label(properties)
        if label:
            found.lines[0] = label + _gap(label, found.lines[0].lstrip()) + found.lines[0].lstrip()
        return found

    def _inline(self, element: Element, properties: Element | None, found: Shown) -> None:
        for below in shown(element):
            tag = local(below)
            if tag == "r":
                self._run(below, properties, found)
            elif tag == "hyperlink":
                before = sum(map(len, found.lines))
                self._inline(below, properties, found)
                found.linked += sum(map(len, found.lines)) - before
            elif tag in ("oMath", "oMathPara"):
                found.add(math_text(below), Look(kind="math"))
            elif tag in ("fldSimple", "bdo", "sdt"):
                self._container(below, tag, properties, found)

    def _container(self, element: Element, tag: str, properties: Element | None, found: Shown) -> None:
        """Take in what stands inside an element that may show it otherwise than it is written."""
        if tag == "sdt":
            self.placeholder(found)
            return
        before = sum(map(len, found.lines))
        if tag == "bdo" and attribute(element, "val") == "rtl":
            found.add_unknown()
        self._inline(element, properties, found)
        has_result = sum(map(len, found.lines)) > before
        if tag == "fldSimple" and shows_unheld(attribute(element, "instr") or "", has_result=has_result):
            found.add_unknown()

    def placeholder(self, found: Shown) -> None:
        """Leave out what a content control says before anything is filled in."""
        found.opaque = True
        self.note("placeholder", "content controls that nobody filled in were left out")

    def _run(self, run: Element, paragraph: Element | None, found: Shown) -> None:
        properties = self.styles.run_properties(child(run, "rPr"), paragraph)
        if self._left_out(run, properties, found):
            found = Shown()
        look = look_of(properties)
        for part in shown(run):
            tag = local(part)
            if tag == "fldChar":
                self._field(part, found)
            elif tag == "instrText":
                self._fields.instruct(part.text or "")
            elif not self._fields.show:
                continue
            elif tag == "t":
                found.add((part.text or "").replace("\n", " "), look)
            elif tag in _NOTES:
                self.note("notes", "the document has footnotes, which were not read")
                own = attribute(part, "customMarkFollows") not in (None, "0", "false", "off")
                look = replace(look, mark=look.mark or own)
            elif tag != "rPr":
                self._part(part, tag, paragraph, found, look)

    def _part(self, part: Element, tag: str, paragraph: Element | None, found: Shown, look: Look) -> None:
        """Take in what a run shows besides letters."""
        if tag in _BREAKS:
            found.lines.append("")
        elif tag in _CHARACTERS:
            found.add(_CHARACTERS[tag])
        elif tag == "sym":
            self._symbol(part, found, look)
        elif tag in _GRAPHICS:
            self._graphic(part, found)
        elif tag == "r":
            self._run(part, paragraph, found)
        elif tag in COMPUTED:
            found.add_unknown()

    def _left_out(self, run: Element, properties: dict[str, Element], found: Shown) -> bool:
        """Return whether a run is struck out or not seen; what is seen in its place is then no blank."""
        if has(properties, "strike") or has(properties, "dstrike"):
            self._leave(run, found, "struck_text", "text that is struck out was left out")
            return True
        if self.hidden:
            return False
        if has(properties, "vanish"):
            self.skipped |= self._leave(run, Shown(), "hidden_text", "hidden text was left out")
            return True
        if _may_be_unseen(properties) and is_unseen(run, properties, self.styles):
            message = "text that is tiny or of the colour of its background was left out"
            self.skipped |= self._leave(run, found, "hidden_text", message)
            return True
        return False

    def _leave(self, run: Element, found: Shown, code: str, message: str) -> bool:
        """Note that a run is left out, and return whether it holds any text."""
        holds = any((part.text or "").strip() for part in children(run, "t"))
        if holds:
            found.opaque = True
            self.note(code, message)
        return holds

    def _field(self, mark: Element, found: Shown) -> None:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._fields.begin()
            choice = child(mark, "ffData", "ddList")
            entries = [attribute(entry, "val") or "" for entry in children(choice, "listEntry")]
            picked = number_of(child(choice, "result"), default=number_of(child(choice, "default")))
            found.add(entries[picked] if 0 <= picked < len(entries) else "")
            found.opaque |= child(mark, "ffData", "checkBox") is not None
        elif kind == "separate":
            self._fields.separate()
        elif kind == "end" and self._fields.end():
            found.add_unknown()

    @staticmethod
    def _symbol(sign: Element, found: Shown, look: Look) -> None:
        """Add a sign of a font of signs; those fonts use private code points, of which only Symbol keeps the digits."""
        try:
            code = int(attribute(sign, "char") or "", 16)
        except ValueError:
            code = 0
        private = 0xF000 <= code <= 0xF0FF
        if private and attribute(sign, "font") == "Symbol" and 0x20 <= code - 0xF000 < 0x40:
            found.add(chr(code - 0xF000), replace(look, kind="symbol"))
        elif private or not 0x20 <= code < 0xD800:
            found.add_unknown()
        else:
            found.add(chr(code), replace(look, kind="symbol"))

    def _graphic(self, graphic: Element, found: Shown) -> None:
        """Take in a drawing: its text boxes, each once, and its pictures."""
        boxes = len(found.boxes)
        embedded = next((r for r in _inside(graphic) if local(r) == "OLEObject"), None)
        if embedded is not None and self._picture(reference(embedded), only=_EMBEDDED):
            found.opaque = True
            self.note("embedded_object", "the document holds an embedded object in place of text")
            return
        for part in _inside(graphic):
            tag = local(part)
            if tag == "txbxContent":
                found.boxes.append(part)
            elif tag == "blip":
                self._picture(reference(part, "embed"))
            elif tag == "imagedata":
                self._picture(reference(part) or reference(part, "pict"))
        found.opaque |= len(found.boxes) == boxes

    def _picture(self, relation_id: str | None, only: tuple[str, ...] = ()) -> bool:
        """Keep the picture of a reference, and return whether there is one; with `only` none but of these kinds."""
        relation = self.relations.get(relation_id or "")
        if relation is None or relation.target is None:
            if relation is not None and not only:
                self.note("linked_picture", "a picture lies outside the document")
            return False
        name = relation.target
        if name in self.pictures or (only and not name.lower().endswith(only)):
            return name in self.pictures
        if len(self.pictures) >= MOST_PICTURES:
            self.note("too_many_pictures", f"only the first {MOST_PICTURES} pictures were kept")
            return False
        return self._keep(name)

    def _keep(self, name: str) -> bool:
        try:
            data = self.package.data(name, PICTURE_LIMIT)
        except UnreadableDocument as error:
            self.note("part_unreadable", f"{name}: {error}")
            return False
        if data:
            self.pictures[name] = Picture(name, data)
        return bool(data)

    def attach(self, relation_id: str | None) -> None:
        """Keep an embedded document, such as a page of HTML, beside the pictures."""
        self._picture(relation_id, only=("",))
        self.note("embedded_document", "the document embeds another document, which stands beside its pictures")


def _inside(element: Element) -> Iterator[Element]:
    """Yield the elements inside a drawing, of contents written twice one branch, without those inside text boxes."""
    for below in element:
        if local(below) == "AlternateContent":
            yield from _inside(alternative(below))
            continue
        yield below
        if local(below) != "txbxContent":
            yield from _inside(below)


def _may_be_unseen(properties: dict[str, Element]) -> bool:
    return "color" in properties or "sz" in properties or "textFill" in properties


def _mark_is_gone(properties: Element | None) -> bool:
    mark = child(properties, "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None or child(mark, "vanish") is not None


def _gap(label: str, text: str) -> str:
    """Return what stands between an automatic number and the text, so that no digits of both ever become one number."""
    return " " if text[:1].isdigit() or label[-1:].isalnum() else ""
