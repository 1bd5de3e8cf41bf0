"""The note that goes with a release, in Markdown: what it holds, what is new, changed or gone, and how the files are written."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from archive.exports.comparison import Comparison, Report
from archive.exports.model import DataFile
from archive.exports.neutral import RULE_EN, RULE_ZH, printable
from archive.exports.package import ABOUT, NAME

NAMED = 50
"""Reports that are named under each heading; the others are counted."""

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>&~-])")


def release_note(
    version: str, files: Sequence[DataFile], statuses: Mapping[str, int], compared: Comparison | None
) -> str:
    """Return the note on a release; `statuses` are obligations by publication status."""
    parts = [
        f"# {NAME.zh} {NAME.en}\n",
        f"版本 Version: `{version}`\n",
        f"{ABOUT.zh}\n\n{ABOUT.en}\n",
        _table("内容 Contents", ("表 Table", "文件 Files", "行 Rows"), _contents(files)),
        _table("各年度报告 Reports by year", ("年度 Year", "报告 Reports"), _years(files)),
        _table("发布状态 Publication status", ("状态 Status", "件 Obligations"), statuses.items()),
        _changes(compared),
        f"## 文件说明 How the files are written\n\n{HOW}\n",
    ]
    return "\n".join(filter(None, parts))


HOW = f"""- 按报告年度分文件；`sha256sum -c SHA256SUMS` 可核对。Files are by report year; `sha256sum -c SHA256SUMS` checks them.
- `reports_wide` 每份报告一行，列名即单元格全名；存疑单元格的原文见 `cell_notes`。`reports_wide` has one row per report, columns bear the keys of the cells; the raw text of doubtful cells is in `cell_notes`.
- CSV：UTF-8，RFC 4180，空字段为 NULL。{RULE_ZH} CSV: UTF-8, RFC 4180, an empty field is NULL. {RULE_EN}
- Parquet：zstd；数值列为双精度浮点数，NULL 与 0 不同。Parquet: zstd; numbers are doubles, NULL is not 0.
- `captures` 仅含报告与发布状态所依据的存档。`captures` holds those that reports and publication statuses rest on."""


def _contents(files: Iterable[DataFile]) -> list[tuple[str, int, int]]:
    parts, rows = Counter[str](), Counter[str]()
    for file in files:
        parts[file.table.name] += 1
        rows[file.table.name] += file.rows
    return [(f"`{name}`", count, rows[name]) for name, count in parts.items()]


def _years(files: Iterable[DataFile]) -> list[tuple[int, int]]:
    return [(file.year, file.rows) for file in files if file.table.name == "reports" and file.year is not None]


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    if not lines:
        return ""
    ruler = f"|{'---|' * len(heads)}"
    return "\n".join([f"## {title}\n", f"| {' | '.join(heads)} |", ruler, *lines, ""])


def _changes(compared: Comparison | None) -> str:
    if compared is None:
        return "## 变动 Changes\n\n没有可比较的前一版本。There is no earlier release to compare with.\n"
    parts = [f"## 自上一版本以来 Since the release before\n\n上一版本 The release before: `{compared.since}`\n"]
    for title, reports in (
        ("新增 New", compared.new),
        ("有变 Changed", compared.changed),
        ("不再收录 No longer held", compared.removed),
    ):
        parts.append(f"### {title}: {len(reports)}\n")
        parts += [_named(report) for report in reports[:NAMED]]
        parts.append(f"- … {len(reports) - NAMED} 份 more\n" if len(reports) > NAMED else "")
    return "\n".join(parts)


def _named(report: Report) -> str:
    agency = _MARKUP.sub(r"\\\1", " ".join(printable(report.agency).split()))
    return f"- {agency} {report.year}"
