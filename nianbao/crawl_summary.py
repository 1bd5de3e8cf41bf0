"""The end of a crawl in words: what came of each portal, what is doubtful, what to do. Short for thousands of portals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml

from nianbao.crawl_report import INTERRUPTED, NOT_READ, DoubtfulColumn, PortalReport

_MOST_PORTALS = 10
_MOST_LINES = 5
_BUDGET = "request budget"


def summary(reports: Sequence[PortalReport], *, contact: bool = True) -> list[str]:
    """Return the lines that end a crawl: counts by outcome, the ten worst portals in full, what to do.

    `contact` says whether the portals were told whom to write to.
    """
    worst = sorted(reports, key=_rank)[:_MOST_PORTALS]
    lines = [*_totals(reports), "", *_table(worst)]
    if len(reports) > len(worst):
        lines.append(f"… and {len(reports) - len(worst)} more: nianbao portals report -a DIR")
    doubts = [f"{report.id}: {line}" for report in worst for line in doubtful(report)]
    todo = list(_to_do(reports, contact))
    return [
        *lines,
        *(["", "Doubtful", *(f"  {line}" for line in doubts)] if doubts else []),
        *(["", "What to do", *(f"  {line}" for line in todo)] if todo else []),
    ]


def portal_page(report: PortalReport) -> list[str]:
    """Return all that is to be said about one portal."""
    lines = [f"{report.id}  {report.name or ''}  {report.home}".rstrip(), *_table([report])]
    lines += [f"  {name}: {number}" for name, number in report.counts.items()]
    lines += [f"  changed: {url}" for url in report.reports.changed]
    lines += [f"  gone: {url}" for url in report.reports.gone]
    lines += [f"  {line}" for line in doubtful(report, most=None)]
    return [*lines, *(f"  {line}" for line in _to_do([report], contact=True))]


def doubtful(report: PortalReport, most: int | None = _MOST_LINES) -> list[str]:
    """Return what is doubtful about a portal, at most so many lines of a kind."""
    columns = [f"column {column.url}: {_reading(column)}" for column in report.columns]
    kinds = [
        [f"alarm: {alarm}" for alarm in report.alarms],
        columns,
        [f"missing {url}: {reason}" for url, reason in report.missing.items()],
    ]
    return [line for lines in kinds for line in _cut(lines, most)]


def _reading(column: DoubtfulColumn) -> str:
    if column.outcome == NOT_READ:
        return f"was not found this time; it listed {column.entries} documents"
    why = column.outcome if column.reason in {None, column.outcome} else f"{column.outcome}: {column.reason}"
    return f"not read in full ({why}, {column.entries} entries)"


def _totals(reports: Sequence[PortalReport]) -> list[str]:
    outcomes = Counter(report.outcome for report in reports)
    found = [report.reports for report in reports]
    requests, obtained = sum(report.requests for report in reports), sum(one.obtained for one in found)
    parts = [f"{outcomes[name]} {name}" for name in sorted(outcomes, key=lambda name: (-outcomes[name], name))]
    return [
        f"{len(reports)} portal{'' if len(reports) == 1 else 's'}: {', '.join(parts) or 'none is due'}",
        f"reports: {sum(one.new for one in found)} new, {sum(len(one.changed) for one in found)} changed, "
        f"{sum(one.unchanged for one in found)} unchanged, {sum(len(one.gone) for one in found)} gone, "
        f"{sum(len(report.missing) for report in reports)} documents missing; {requests} requests{_each(requests, obtained)}",
    ]


def _table(reports: Sequence[PortalReport]) -> list[str]:
    """Return a line for each portal, under a line of headings."""
    head = ("portal", "outcome", "family", "requests", "new", "changed", "unchanged", "gone", "missing", "per report")
    rows = [head, *(_row(report) for report in reports)]
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(wide[at]) if at < 3 else cell.rjust(wide[at]) for at, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def _row(report: PortalReport) -> tuple[str, ...]:
    found = report.reports
    numbers = (report.requests, found.new, len(found.changed), found.unchanged, len(found.gone), len(report.missing))
    each = f"{report.requests / found.obtained:.1f}" if found.obtained else "–"
    return (report.id, report.outcome, report.family or "–", *map(str, numbers), each)


def _each(requests: int, obtained: int) -> str:
    return f", {requests / obtained:.1f} per report" if obtained else ""


def _rank(report: PortalReport) -> tuple[int, int, int, str]:
    order = list(_advice())
    place = order.index(report.outcome) if report.outcome in order else 0
    return (place, -len(report.alarms), -len(report.missing) - len(report.columns), report.id)


def _to_do(reports: Sequence[PortalReport], contact: bool) -> Iterator[str]:
    """Yield what an operator can do, once for each kind of trouble."""
    for outcome, advice in _advice().items():
        names = [report.id for report in reports if report.outcome == outcome]
        if names and outcome not in {"ok", "empty_list"}:
            yield f"{outcome} ({_some(names)}): {advice}"
    rests = sorted(report.rests_until for report in reports if report.rests_until)
    if rests:
        yield f"what rests is asked again from {rests[0]} (the first) to {rests[-1]} (the last) on."
    short = [report.id for report in reports if any(_BUDGET in reason for reason in report.missing.values())]
    if short:
        yield f"request budget spent ({_some(short)}): the same command asks only for what is left; or raise --max-requests."
    hosts = sorted({host for report in reports for host in report.refused_hosts})
    if hosts:
        yield f"reports stand on hosts outside gov.cn ({_some(hosts)}): admit those that are official with --allow-host."
    again = [report.id for report in reports if report.outcome != INTERRUPTED and report.retry]
    if again:
        number = sum(len(report.retry) for report in reports)
        yield f"{number} documents may still be had ({_some(again)}): the same command asks again; what did not change is not sent twice."
    if not contact:
        yield "NIANBAO_CONTACT is not set: set it to an address where the owner of a portal can reach you."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_LINES])
    return shown if len(names) <= _MOST_LINES else f"{shown} and {len(names) - _MOST_LINES} more"


def _cut(lines: Sequence[str], most: int | None) -> list[str]:
    if most is None or len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"and {len(lines) - most} more of these"]


@cache
def _advice() -> dict[str, str]:
    advice: dict[str, str] = yaml.safe_load((Path(__file__).parent / "advice.yaml").read_text(encoding="utf-8"))
    return advice
