"""Give the templates the lines of table 3 as the form prints them, and how to write addresses and times."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from datasette import hookimpl

from archive.clock import SHANGHAI, parse
from archive.search import report_path
from extract.forms import Form, Label


@dataclass(frozen=True)
class Head:
    """A label at the head of a line, with its spans."""

    label: Label
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class Line:
    """A line of table 3: its key and the labels that begin in it."""

    row: str
    heads: tuple[Head, ...]


def request_lines(form: Form, cells: Container[str]) -> list[Line]:
    """Return the lines that bear values, with three columns of labels; only lines whose cells were printed."""
    printed = [row for row in form.rows if f"t3.{row.key}.total" in cells]
    by_key = {row.key: row for row in form.rows}
    begun: set[str] = set()
    lines = []
    for row in printed:
        heads = []
        for group in _ancestors(row, by_key):
            if group.key not in begun:
                begun.add(group.key)
                heads.append(Head(group, sum(group in _ancestors(other, by_key) for other in printed), 1))
        heads.append(Head(row, 1, 3 - len(_ancestors(row, by_key))))
        lines.append(Line(row.key, tuple(heads)))
    return lines


def _ancestors(row: Label, by_key: dict[str, Label]) -> list[Label]:
    """Return the groups a row stands in, the outermost first."""
    return [] if row.parent is None else [*_ancestors(by_key[row.parent], by_key), by_key[row.parent]]


def china_time(stamp: str | None) -> str:
    """Return a stored timestamp as date and time in China."""
    return parse(stamp).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if stamp else "—"


def grouped(number: float | str | None) -> str:
    """Return a number with its thousands apart; a dash for none."""
    return f"{number:,}" if isinstance(number, int | float) else number or "—"


def is_web_address(url: object) -> bool:
    """Tell whether a crawled address may be linked: http or https only."""
    try:
        return isinstance(url, str) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the templates use."""
    env.globals.update(request_lines=request_lines, report_path=report_path)
    env.filters.update(china_time=china_time, grouped=grouped)
    env.tests["web_address"] = is_web_address
