"""Portals without an end: bodies, lists, calendars and redirects that go on as long as anyone asks."""

import gzip
from collections.abc import Iterator

from nianbao.demo.traps.county import COLUMN, county, page, path, rows
from nianbao.demo.traps.serving import Answer, Call, Trap

_PIECE = b"\0" * 65536


def zeros(count: int) -> Iterator[bytes]:
    """Yield so many bytes of nothing, as they are asked for."""
    for _ in range(count // len(_PIECE)):
        yield _PIECE


def bomb(size: int) -> bytes:
    """Return a gzip file that unpacks to so many bytes."""
    return gzip.compress(b" " * size, 9)


def huge(size: int) -> Trap:
    """Return a county with a report of so many bytes, one with its length announced and one without, and a gzip bomb."""
    giants = {
        path(2024): Answer(pieces=lambda: zeros(size), length=size),
        path(2023): Answer(pieces=lambda: zeros(size)),
        path(2022): Answer(bomb(80 * 1024 * 1024), headers=(("Content-Encoding", "gzip"),)),
    }
    return county(lambda call, usual: giants.get(call.path, usual))


def lists() -> Trap:
    """Return a county whose column has always another page, each with reports that no page had before."""

    def spoil(call: Call, usual: Answer) -> Answer:
        if not call.path.startswith(COLUMN) or call.path.startswith(f"{COLUMN}2"):
            return usual
        number = int(call.path.partition("page=")[2] or 1)
        links = {f"{COLUMN}202501/t20250115_{number}0.html": f"沐川坪县第{number}中心2024年政府信息公开工作年度报告"}
        crumb = f'<a class="CurrChnlCls" href="{COLUMN}">政府信息公开年报</a>'
        return page("政府信息公开年报", f'{crumb}{rows(links)}<a href="{COLUMN}?page={number + 1}">下一页</a>')

    return county(spoil)


def calendar() -> Trap:
    """Return a county whose relative links lead deeper and deeper into itself."""

    def spoil(call: Call, usual: Answer) -> Answer:
        if call.path == "/" or not call.path.startswith("/zwgk/"):
            return usual
        links = "".join(f'<a href="{part}/">政府信息公开年报{part}</a>' for part in ("zfxxgknb", "nb", "2024"))
        return page("政府信息公开", links)

    return county(spoil)
