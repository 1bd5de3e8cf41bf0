"""The official register of government websites as a CSV file: its rows become portals, or say why they cannot."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler import rules
from crawler.errors import RegistryError
from crawler.hosts import HostRules, absolute
from crawler.registry import NATION, Portal, place, portal_of

_LARGEST = 64 * 1024 * 1024
_LONGEST_NAME = 100
_GOV_CN = HostRules()


@dataclass(frozen=True, slots=True)
class Row:
    """One website as the register describes it; `line` is where it stands in the file."""

    line: int
    code: str
    name: str
    url: str
    sponsor: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that no portal was made of, and why."""

    line: int
    name: str
    url: str
    reason: str


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the websites of a file, in UTF-8, UTF-16 or GB 18030, separated by commas, semicolons or tabs.

    Raises RegistryError when the file is too large, is no such text, or has no header with the columns needed.
    """
    if path.stat().st_size > _LARGEST:
        raise RegistryError(f"{path.name}: is larger than {_LARGEST} bytes")
    text = _decoded(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        where = _header(path.name, lines)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                values = {key: _cell(cells, place) for key, place in where.items()}
                yield Row(lines.line_num, **values)
    except csv.Error as error:
        raise RegistryError(f"{path.name}: line {lines.line_num}: {error}") from error


def portals_of(rows: Iterable[Row], known: Mapping[str, str]) -> tuple[list[Portal], list[RefusedRow]]:
    """Return the portals of rows, and the rows that none was made of.

    `known` are the portals there already: the place of each home page (see crawler.registry.place) and its id.
    """
    portals: list[Portal] = []
    refused: list[RefusedRow] = []
    taken = dict(known)
    for row in rows:
        made = _portal(row)
        if isinstance(made, Portal) and place(made.home) in taken:
            made = f"duplicate of {taken[place(made.home)]}"
        if isinstance(made, str):
            refused.append(RefusedRow(row.line, row.name, row.url, made))
        else:
            taken[place(made.home)] = f"{made.id} in line {row.line}"
            portals.append(made)
    return portals, refused


def _portal(row: Row) -> Portal | str:
    """Return the portal of a row, or why there is none."""
    if re.search(_rules()["closed"], row.status):
        return f"closed: {row.status}"
    home = _home(row.url)
    if home is None:
        return "no usable address" if row.url else "no address"
    if not _GOV_CN.allow(home):
        return "not under gov.cn"
    region = _region(row.code)
    if region is None:
        return f"the website code {row.code!r} is not ten digits that begin with a division's"
    if not row.name:
        return "no name"
    name = re.sub(r"[^a-z0-9._:/-]+", "-", portal_of(home).id.lower())
    note = f"主办单位：{row.sponsor}" if row.sponsor else ""
    return Portal(name, row.name[:_LONGEST_NAME], home, region, site_code=row.code, note=note)


def _home(text: str) -> str | None:
    """Return the first address in a cell as we request it; one without a scheme is taken to be http."""
    first = next(iter(re.split(r"[\s,;，；、|]+", text.strip())), "")
    if not first or "." not in first:
        return None
    return absolute("", first if re.match(r"https?://", first, re.IGNORECASE) else f"http://{first.lstrip('/')}")


def _region(code: str) -> str | None:
    found = re.match(_rules()["code"], code)
    if found:
        return str(found["region"])
    return NATION if re.match(_rules()["code_of_central"], code, re.IGNORECASE) else None


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    for encoding in _rules()["encodings"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise RegistryError(f"{path.name}: is no CSV text in UTF-8, UTF-16 or GB 18030")


def _delimiter(text: str) -> str:
    head = text[:4000]
    return max(",;\t", key=head.count)


def _header(name: str, lines: Iterator[list[str]]) -> dict[str, int]:
    """Return the place of each column; the lines up to the header are passed over."""
    for _, cells in zip(range(_rules()["rows_before_header"]), lines, strict=False):
        titles = [re.sub(r"\s|[（(].*?[)）]", "", cell) for cell in cells]
        where = {
            key: next(titles.index(header) for header in headers if header in titles)
            for key, headers in _rules()["headers"].items()
            if any(header in titles for header in headers)
        }
        if all(key in where for key in _rules()["required"]):
            return where
    wanted = ", ".join(_rules()["headers"][key][0] for key in _rules()["required"])
    raise RegistryError(f"{name}: no line has the headers {wanted}, or others known for them")


def _cell(cells: list[str], place: int) -> str:
    """Return a cell's text without what spreadsheets put around it."""
    text = cells[place] if place < len(cells) else ""
    return re.sub(r'^[\s=\'"]+|[\s"]+$', "", " ".join(text.split()))


def _rules() -> dict[str, Any]:
    rows: dict[str, Any] = rules.load("register.yaml")
    return rows
