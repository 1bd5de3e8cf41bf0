"""The names of agencies in a notice: behind a colon, before what is said of them, on lines of their own, in tables."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

import yaml

from extract.document import Grid, Paragraph
from extract.labels import squeeze
from extract.notice_tables import named_in_table
from extract.titles import ENDINGS

LONGEST_NAME = 40
FEWEST = 3
"""So many names in a row are a list; fewer are a sentence that speaks of agencies, unless what leads up to them says so."""

Named = tuple[str, bool]
"""An agency as printed, and whether it is said to have been late."""

_NOTE = re.compile(r"\([^()]*\)")
_ORDINAL = re.compile(r"^(?:\(?\d{1,4}[.、)]?|\(?[一二三四五六七八九十]{1,4}[.、)])")
_INLINE_ORDINAL = re.compile(r"(?<=[^\d])(?=\(?\d{1,3}[.、)])")
_AND_MORE = re.compile(r"等(?:\d{1,4}(?:个|家))?(?:单位|部门|机关)?$")
_SAID = re.compile(
    r"(?:等(?:\d{1,4}(?:个|家))?(?:单位|部门|机关)?)?(?=均|都|全部|已|按[时期]|及时|仍|尚|至今|未|没有|于|在)"
)


@cache
def rules() -> dict[str, Any]:
    """Return the rules of `notices.yaml`."""
    rules: dict[str, Any] = yaml.safe_load((files(__package__) / "notices.yaml").read_text(encoding="utf-8"))
    return rules


def is_late_word(text: str, year: int) -> bool:
    """Return whether words say that something was late for a report year, and not for another one."""
    return re.search(rules()["late"], text) is not None and not _of_another_year(text, year)


def named_in(blocks: Sequence[Paragraph | Grid], year: int) -> Iterator[Named]:
    """Yield the agencies that the blocks of a notice name, those below a line that leads up to them once."""
    heading, listed = "", 0
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            late = is_late_word(heading, year)
            yield from ((name, late or said) for name, said in named_in_table(block, rules(), bare, is_name))
            continue
        text = "" if block.linked else _plain(block.text)
        below = _below(blocks, number + 1) if number >= listed and _leads_up(text) else []
        listed = number + 1 + len(below) if len(below) >= FEWEST else listed
        yield from _in_paragraph(text, below, year)
        heading = text if not re.search("[。;；]", text) else ""


def _plain(text: str) -> str:
    """Return a text without blanks; those between two names part them as a comma does."""
    parts = [squeeze(part) for part in text.split()]
    listed = len(parts) >= FEWEST and all(is_name(bare(part.rpartition(":")[2])) for part in parts)
    return ("、" if listed else "").join(parts)


def _heads(lead: str) -> bool:
    return re.search(rules()["heading"], _NOTE.sub("", lead)) is not None


def _leads_up(text: str) -> bool:
    """Return whether a paragraph may lead up to names on the lines below it."""
    return any(sentence.endswith(":") or _heads(sentence) for sentence in text.split("。"))


def _in_paragraph(text: str, below: list[str], year: int) -> Iterator[Named]:
    for sentence in text.split("。"):
        lead, colon, rest = sentence.rpartition(":")
        heads = _heads(lead or sentence)
        if _of_another_year(lead, year) or re.search(rules()["not_owing"], lead or sentence):
            continue
        late = is_late_word(lead, year)
        names: list[str] = []
        if colon or heads:
            names = _listed(rest) if colon and rest else below
        if len(names) >= (1 if late or (heads and rest) else FEWEST):
            yield from ((name, late) for name in names)
        elif rest:
            yield from _before(rest, year)


def _listed(text: str) -> list[str]:
    """Return the names that a text lists, in order; none where something else stands among them."""
    text = _NOTE.sub("", text)
    for separators in (r"[、,，]", r"[、,，;；]"):
        for part_of in (text, "、".join(_INLINE_ORDINAL.split(text))):
            names = [bare(part) for part in re.split(separators, part_of) if part]
            if names and all(map(is_name, names)):
                return names
    return []


def _before(text: str, year: int) -> Iterator[Named]:
    """Yield the names that stand, parted by 、, before what is said of them: 甲局、乙局等12个单位均按时公布."""
    for clause in re.split(r"[;；]", text):
        said = _SAID.search(clause)
        names = _listed(re.split(r"[,，:(]", clause[: said.start()])[-1]) if said else []
        if said and len(names) >= FEWEST:
            late = is_late_word(clause[said.start() :], year)
            yield from ((name, late) for name in names)


def _below(blocks: Sequence[Paragraph | Grid], start: int) -> list[str]:
    """Return the agencies named on the lines from `start` on, one on each."""
    following = (blocks[number] for number in range(start, len(blocks)))
    lines = (squeeze(block.text) if isinstance(block, Paragraph) else "" for block in following)
    return list(takewhile(is_name, (bare(line) for line in lines)))


def bare(text: str) -> str:
    """Return a text without number, notes in brackets and 等."""
    return _AND_MORE.sub("", _ORDINAL.sub("", _NOTE.sub("", text)))


def is_name(text: str) -> bool:
    """Return whether a bare text is the name of an agency, and not of a kind of agencies (政府部门)."""
    named = 2 < len(text) <= LONGEST_NAME and text.endswith(ENDINGS)
    return named and re.fullmatch(r"[\u3400-\u9fff]+", text) is not None and not re.search(rules()["kinds"], text)


def _of_another_year(text: str, year: int) -> bool:
    years = re.findall(r"(20\d\d)年(?!\d{1,2}月)", text)
    return bool(years) and str(year) not in years
