"""Reports with known cells in many layouts, for the tests of the readers; it shares nothing with them but the labels of the forms."""

import random
from collections.abc import Callable
from html import escape

from extract.forms import Form, load_form

Cells = dict[str, str]
Row = list[tuple[str, int, int]]  # text, rowspan, colspan
TITLE = "澄江县水利局2024年政府信息公开工作年度报告"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def random_cells(seed: int, form_id: str = "fmt_2021", *, single_line: bool = False) -> Cells:
    """Return printed texts for every cell, distinct where possible, that obey the sums of tables 3 and 4."""
    rng = random.Random(seed)
    form = load_form(form_id)
    cells = {key: str(rng.randint(1, 99999)) for key in form.cell_keys() if key.startswith("t2.")}
    outcomes = [row.key for row in form.outcome_rows()]
    if single_line:
        outcomes = [key for key in outcomes if not key.startswith("other_")] + ["other"]
    parts = [column.key for column in form.columns if column.key != "total"]
    table: dict[str, dict[str, int]] = {key: {part: rng.randint(0, 400) for part in parts} for key in outcomes}
    table["processed_total"] = {part: sum(table[key][part] for key in outcomes) for part in parts}
    table["carried_out"] = {part: rng.randint(0, 60) for part in parts}
    table["carried_in"] = {
        part: rng.randint(0, min(60, table["processed_total"][part] + table["carried_out"][part])) for part in parts
    }
    table["received_new"] = {
        part: table["processed_total"][part] + table["carried_out"][part] - table["carried_in"][part] for part in parts
    }
    for key, row in table.items():
        for part in parts:
            cells[f"t3.{key}.{part}"] = str(row[part])
        cells[f"t3.{key}.total"] = str(sum(row.values()))
    results = [column.key for column in form.remedy_columns if column.key != "total"]
    for block in form.remedy_blocks:
        numbers = [rng.randint(0, 300) for _ in results]
        for result, number in zip(results, numbers, strict=True):
            cells[f"t4.{block.key}_{result}"] = str(number)
        cells[f"t4.{block.key}_total"] = str(sum(numbers))
    return cells


def table_2(form: Form, cells: Cells) -> list[Row]:
    """Return the rows of table 2 with the spans of the form."""
    width = max(len(block.columns) for block in form.blocks) + 1
    rows: list[Row] = []
    for block in form.blocks:
        span = width - len(block.columns)
        rows.append([(block.label, 1, width)])
        rows.append(
            [(form.item_label, 1, 1), *((c.label, 1, span if c is block.columns[-1] else 1) for c in block.columns)]
        )
        printed = [row for row in block.rows if f"t2.{row.key}.{block.columns[0].key}" in cells]
        rows.extend(
            [
                (row.label, 1, 1),
                *((cells[f"t2.{row.key}.{c.key}"], 1, span if c is block.columns[-1] else 1) for c in block.columns),
            ]
            for row in printed
        )
    return rows


def table_3(form: Form, cells: Cells) -> list[Row]:
    """Return the rows of table 3 with the spans of the form: three label columns, seven value columns."""
    rows: list[Row] = [
        [(form.note, 3, 3), (form.applicants_label, 1, 7)],
        [(form.columns[0].label, 2, 1), (form.legal_person_label, 1, 5), (form.columns[6].label, 2, 1)],
        [(column.label, 1, 1) for column in form.columns[1:6]],
    ]
    lines = [row for row in form.rows if f"t3.{row.key}.total" in cells]
    if not any(row.key == "other" for row in lines) and any(key.startswith("t3.other.") for key in cells):
        lines.insert(
            [row.key for row in lines].index("processed_total"), next(row for row in form.rows if row.key == "other")
        )
    inner = [row for row in lines if row.parent is not None]
    for row in lines:
        values = [(cells[f"t3.{row.key}.{column.key}"], 1, 1) for column in form.columns]
        if row.parent is None:
            rows.append([(row.label, 1, 3), *values])
            continue
        labels: Row = [("三、本年度办理结果", len(inner), 1)] if row is inner[0] else []
        if row.parent == "processed":
            labels.append((row.label, 1, 2))
        else:
            siblings = [other for other in inner if other.parent == row.parent]
            if row is siblings[0]:
                group = next(other for other in form.rows if other.key == row.parent)
                labels.append((group.label, len(siblings), 1))
            labels.append((row.label, 1, 1))
        rows.append([*labels, *values])
    return rows


def table_4(form: Form, cells: Cells) -> list[Row]:
    """Return the rows of table 4 with the spans of the form."""
    results = [(column.label, 1, 1) for column in form.remedy_columns]
    return [
        [(form.remedy_blocks[0].label, 1, 5), (form.litigation_label, 1, 10)],
        [(column.label, 2, 1) for column in form.remedy_columns]
        + [(block.label, 1, 5) for block in form.remedy_blocks[1:]],
        [*results, *results],
        [
            (cells[f"t4.{block.key}_{column.key}"], 1, 1)
            for block in form.remedy_blocks
            for column in form.remedy_columns
        ],
    ]


def grid_of(rows: list[Row]) -> list[list[str]]:
    """Return rows as a full grid in which only the first place of a span bears text: the layout with padding cells."""
    width = sum(span for _, _, span in rows[0])
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    for number, row in enumerate(rows):
        for text, height, span in row:
            column = grid[number].index(None)
            for below in range(number, number + height):
                for place in range(column, column + span):
                    grid[below][place] = text if (below, place) == (number, column) else ""
    return [[text or "" for text in row] for row in grid]


def spanned(rows: list[Row]) -> str:
    """Return a table as the form prints it, with rowspan and colspan."""
    return _table("".join(f'<td rowspan="{h}" colspan="{w}">{escape(t)}</td>' for t, h, w in row) for row in rows)


def padded(rows: list[Row]) -> str:
    """Return a table with empty padding cells in place of spans."""
    return _table("".join(f"<td>{escape(text)}</td>" for text in row) for row in grid_of(rows))


def word_paste(rows: list[Row]) -> str:
    """Return a table as pasted from Word: paragraphs and spans in cells, a number split over two fonts."""

    def cell(text: str, height: int, width: int) -> str:
        half = len(text) // 2
        inner = f"<span style='font-family:宋体'>{escape(text[:half])}</span><span lang=EN-US><font>{escape(text[half:])}</font></span><o:p>&nbsp;</o:p>"
        return f"<td rowspan={height} colspan={width} valign=center><p class=MsoNormal align=center>\n{inner}</p></td>"

    return _table("\n".join(cell(*piece) for piece in row) for row in rows)


def one_table_per_row(rows: list[Row]) -> str:
    """Return each row as a table of its own, padded."""
    return "".join(
        _table([row]) for row in ("".join(f"<td>{escape(text)}</td>" for text in line) for line in grid_of(rows))
    )


def _table(rows: object) -> str:
    return "<table border=1><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"  # type: ignore[attr-defined]


def page(form: Form, cells: Cells, layout: Callable[[list[Row]], str] = spanned, *, title: str = TITLE) -> str:
    """Return a report as an HTML page inside site chrome and a layout table."""
    prose = [
        "<p>2024年，全局主动公开信息。本报告统计期限自2024年1月1日起至2024年12月31日止。</p>",
        "",
        "",
        "",
        "<p>公开的及时性仍需提高。</p>",
        "<p>无。</p>",
    ]
    tables = ["", layout(table_2(form, cells)), layout(table_3(form, cells)), layout(table_4(form, cells)), "", ""]
    body = "".join(f"<p>{heading}</p>{prose[n]}{tables[n]}" for n, heading in enumerate(HEADINGS))
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(title)}_澄江县人民政府</title></head><body>"
        f"<div class=nav><ul><li>首页</li><li>政务公开</li></ul></div><table><tr><td><h1>{escape(title)}</h1><div class=zoom>{body}</div></td></tr></table>"
        "<div class=footer>主办：澄江县人民政府办公室</div></body></html>"
    )


def flattened(form: Form, cells: Cells, separator: str = "\t") -> str:
    """Return a report as text whose table rows are lines with separators, label cells of spans left out or empty."""
    lines = [TITLE, "", HEADINGS[0], "本报告统计期限自2024年1月1日起至2024年12月31日止。"]
    for heading, rows in zip(
        HEADINGS[1:4], (table_2(form, cells), table_3(form, cells), table_4(form, cells)), strict=True
    ):
        lines += ["", heading, ""]
        for row in grid_of(rows):
            lines.append("| " + " | ".join(row) + " |" if separator == "|" else separator.join(row))
    return "\n".join([*lines, "", HEADINGS[4], "公开的及时性仍需提高。", HEADINGS[5], "无。"])
