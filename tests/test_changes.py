"""What became of a report after publication: exactly the cells that changed, never a failure of our own."""

import csv
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cell_names import cell_name, names
from archive.changes import Change, change_row, find_changes, record_changes
from archive.changes.comparing import compare
from archive.changes.contents import load_content
from extract.forms import load_form
from nianbao.cli import main
from tests.by_hand import HOST, ByHand, cell, moment

PAGE, OTHER = f"{HOST}/2024.html", f"{HOST}/new/2024.html"
KEY, SECOND, THIRD = "t3.received_new.total", "t3.granted_full.total", "t4.review_total"
CELLS: dict[str, Any] = {KEY: 35, SECOND: 20, THIRD: 3, "t2.regulations.issued": ""}
PROSE = (
    "2024年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开政府信息223条，其中通过网站公开192条，通过微信公开31条。",
    "部分栏目更新不及时，工作人员业务水平有待提高。下一步将加强培训，完善制度，及时更新栏目内容，提高公开质量。",
)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def world() -> ByHand:
    world = ByHand()
    world.version(PAGE, ["2025-02-01"], CELLS, PROSE, identity="a" * 20)
    return world


def found(world: ByHand) -> list[Change]:
    return list(find_changes(world.db, as_of=LATER))


def only(world: ByHand) -> Change:
    changes = found(world)
    assert len(changes) == 1
    return changes[0]


def second(world: ByHand, cells: Any = CELLS, prose: Any = PROSE, url: str = PAGE, **columns: Any) -> str:
    return world.version(url, ["2025-03-01"], cells, prose, identity="b" * 20, **columns)


def test_a_report_that_reads_the_same_every_time_has_no_changes(world: ByHand) -> None:
    world.version(PAGE, ["2025-03-01", "2025-04-01"], CELLS, PROSE, identity="a" * 20)
    assert found(world) == []


def test_a_revised_report_shows_exactly_the_cells_that_changed(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36, "t2.regulations.issued": "0"})
    change = only(world)
    assert (change.kind, change.change_class) == ("revised", "number")
    assert [(c.cell, c.old.raw, c.old.value, c.new.raw, c.new.value) for c in change.cells] == [
        (KEY, "35", 35, "36", 36),
        ("t2.regulations.issued", "", None, "0", 0),
    ]
    assert (change.last_before, change.first_after) == (moment("2025-02-01"), moment("2025-03-01"))


def test_changes_are_told_in_both_languages_and_written_once(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36}, published_on="2025-02-20")
    world.db.execute("UPDATE versions SET published_on = '2025-01-20' WHERE id = ?", ["a" * 20])
    assert record_changes(world.db, LATER) == record_changes(world.db, LATER) == 1
    row = next(iter(world.db.query("SELECT * FROM changes")))
    assert row["detail"] == (
        "2025-03-01 所见内容与 2025-02-01 所见不同（同一网址）；1 个单元格不同：表三“一、本年新收政府信息公开申请数量”总计"
        " 35 → 36；页面日期由 2025-01-20 变为 2025-02-20。"
    )
    assert "table 3, Requests received this year, Total: 35 → 36" in row["detail_en"]
    assert [tuple(r.values()) for r in world.db.query("SELECT * FROM cell_changes")] == [
        (row["id"], KEY, "35", 35, "36", 36)
    ]
    assert [r["change_class"] for r in world.db.query("SELECT * FROM versions ORDER BY id")] == [None, "number"]


def test_the_same_text_and_cells_in_other_bytes_are_markup(world: ByHand) -> None:
    second(world)
    assert (only(world).change_class, only(world).cells) == ("markup", ())


@pytest.mark.parametrize(
    ("cells", "prose"),
    [
        ({**CELLS, KEY: {"value": 35, "state": "number", "raw": "３５"}}, PROSE),
        (CELLS, (PROSE[0].replace("，", ", ").replace("《", "<"), PROSE[1])),
        (CELLS, (PROSE[0].replace("2024年", "２０２４ 年"), PROSE[1])),
    ],
)
def test_another_way_to_print_the_same_is_typography(world: ByHand, cells: Any, prose: Any) -> None:
    second(world, cells, prose)
    assert (only(world).kind, only(world).change_class, only(world).cells) == ("revised", "typography", ())


def test_the_parts_whose_text_changed_are_named(world: ByHand) -> None:
    second(world, CELLS, (PROSE[0], PROSE[1].replace("业务水平", "责任意识")))
    change = only(world)
    assert (change.change_class, change.headings) == ("section", ("第2部分",))


def test_a_moved_decimal_point_in_the_text_is_a_change(world: ByHand) -> None:
    world.version(PAGE, ["2025-03-01"], CELLS, ("公开率33.9%",), identity="c" * 20)
    world.version(PAGE, ["2025-04-01"], CELLS, ("公开率3.39%",), identity="d" * 20)
    assert [change.change_class for change in found(world)][1] == "section"


def test_another_text_under_the_same_address_is_whole(world: ByHand) -> None:
    second(
        world,
        CELLS,
        ("本县水利工作全面推进河道整治和农村饮水安全工程，完成投资一千二百万元，新建水厂三座，受益人口五万。" * 2,),
    )
    assert only(world).change_class == "whole"


@pytest.mark.parametrize("state", ["ambiguous", "unreadable"])
def test_a_cell_that_was_not_read_with_certainty_did_not_change(world: ByHand, state: str) -> None:
    doubtful = {"value": None, "state": state, "raw": "3S", "candidates": [35, 38]}
    second(world, {**CELLS, KEY: doubtful}, media_type="application/pdf")
    change = only(world)
    assert change.cells == ()
    assert change.comparison is not None
    assert change.comparison.not_comparable == (KEY,)
    world.version(PAGE, ["2025-04-01"], CELLS, PROSE, identity="c" * 20)
    assert all(change.cells == () for change in found(world))


def test_a_change_behind_a_doubtful_reading_is_found_and_dated_from_the_last_sure_one(world: ByHand) -> None:
    second(world, {**CELLS, KEY: {"value": None, "state": "ambiguous", "raw": "3?"}})
    world.version(PAGE, ["2025-04-01"], {**CELLS, KEY: 36}, PROSE, identity="c" * 20)
    changed = [change for change in found(world) if change.cells]
    assert [(c.from_version_id, c.to_version_id, c.last_before) for c in changed] == [
        ("a" * 20, "c" * 20, moment("2025-02-01"))
    ]


def test_a_table_that_could_not_be_read_on_one_side_is_not_comparable(world: ByHand) -> None:
    second(world, {}, PROSE)
    change = only(world)
    assert (change.change_class, change.cells) == (None, ())
    assert change.comparison is not None
    assert len(change.comparison.not_comparable) == len(CELLS)


def test_a_side_without_text_says_nothing_about_the_text(world: ByHand) -> None:
    second(world, CELLS, (), media_type="application/vnd.ms-excel")
    change = only(world)
    assert (change.change_class, change.cells) == ("typography", ())
    assert "文字不作比较" in change_row(change)["detail"]


def test_scraps_that_another_format_adds_are_no_change_of_the_text(world: ByHand) -> None:
    second(world, CELLS, (PROSE[0] + "- 4 -", PROSE[1]), media_type="application/pdf")
    assert (only(world).change_class, only(world).comparison.unlike) == ("typography", (1,))  # type: ignore[union-attr]


def test_readings_of_different_extractors_are_not_compared(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36}, extractor="2")
    assert found(world) == []
    world.version(PAGE, ["2025-04-01"], {**CELLS, KEY: 36}, PROSE, identity="c" * 20, extractor="2")
    assert [change.change_class for change in found(world)] == ["markup"]


def attach(world: ByHand, version: str, url: str, day: str) -> None:
    capture = world.capture(url, day, role="attachment")
    world.db.table("version_parts").insert(
        {"version_id": version, "position": 1, "capture_id": capture, "role": "attachment"}
    )


def test_an_attachment_that_was_not_fetched_again_is_no_change_of_the_agency(world: ByHand) -> None:
    attach(world, "a" * 20, f"{HOST}/tables.pdf", "2025-02-01")
    second(world, {}, ("见附件",))
    assert found(world) == []
    attach(
        world,
        world.version(PAGE, ["2025-04-01"], {**CELLS, KEY: 36}, PROSE, identity="c" * 20),
        f"{HOST}/tables.pdf",
        "2025-04-01",
    )
    changed = only(world)
    assert [change.cell for change in changed.cells] == [KEY]
    assert changed.from_version_id == "a" * 20


def test_a_report_at_a_new_address_has_moved(world: ByHand) -> None:
    second(world, url=OTHER)
    assert found(world) == []
    world.capture(PAGE, "2025-03-01", "gone")
    change = only(world)
    assert (change.kind, change.change_class, change.from_url, change.to_url) == ("moved", "markup", PAGE, OTHER)


def test_the_same_bytes_at_a_new_address_have_moved(world: ByHand) -> None:
    world.version(OTHER, ["2025-03-01"], CELLS, PROSE, identity="a" * 20)
    world.capture(PAGE, "2025-03-02", "gone")
    world.capture(PAGE, "2025-05-02", "gone")
    assert [(change.kind, change.change_class) for change in found(world)] == [("moved", "markup")]


def test_another_content_at_a_new_address_replaces_the_old_one(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36}, url=OTHER)
    world.capture(PAGE, "2025-03-01", "gone")
    change = only(world)
    assert (change.kind, change.change_class, [c.cell for c in change.cells]) == ("replaced", "number", [KEY])


def test_copies_that_are_there_at_once_with_different_cells_disagree(world: ByHand) -> None:
    world.version(PAGE, ["2025-03-01"], CELLS, PROSE, identity="a" * 20)
    second(world, {**CELLS, KEY: 36}, url=OTHER)
    change = only(world)
    assert (change.kind, [(c.cell, c.old.value, c.new.value) for c in change.cells]) == (
        "copies_disagree",
        [(KEY, 35, 36)],
    )


def test_copies_that_differ_in_their_text_alone_do_not_disagree(world: ByHand) -> None:
    world.version(PAGE, ["2025-03-01"], CELLS, PROSE, identity="a" * 20)
    second(world, CELLS, PROSE[:1], url=OTHER)
    assert found(world) == []


def test_a_report_that_is_gone_was_removed_and_may_be_restored(world: ByHand) -> None:
    world.capture(PAGE, "2025-03-01", "gone")
    world.capture(PAGE, "2025-03-10", "gone")
    assert found(world) == []
    world.capture(PAGE, "2025-03-20", "gone")
    change = only(world)
    assert (change.kind, change.last_before, change.first_after, change.to_url) == (
        "removed",
        moment("2025-02-01"),
        moment("2025-03-01"),
        None,
    )
    world.version(PAGE, ["2025-04-01"], CELLS, PROSE, identity="a" * 20)
    assert [change.kind for change in found(world)] == ["restored"]


@pytest.mark.parametrize("outcome", ["blocked", "unreachable", "js_required", "error"])
def test_our_failures_are_no_changes(world: ByHand, outcome: str) -> None:
    for day in ("2025-03-01", "2025-04-01", "2025-05-01"):
        world.capture(PAGE, day, outcome)
    assert found(world) == []


def test_changes_can_be_asked_for_by_year_and_division(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36})
    assert len(list(find_changes(world.db, as_of=LATER, year=2024, region="990000"))) == 1
    assert list(find_changes(world.db, as_of=LATER, year=2023)) == []
    assert list(find_changes(world.db, as_of=LATER, region="980000")) == []


def test_only_what_was_seen_until_the_moment_asked_for_counts(world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36})
    assert list(find_changes(world.db, as_of=datetime(2025, 2, 20, tzinfo=UTC))) == []


def test_words_and_numbers_of_a_cell_are_compared_as_printed(world: ByHand) -> None:
    second(world, {**CELLS, KEY: "35（含转办1件）"})
    old, new = (load_content(world.db, version * 20) for version in "ab")
    comparison = compare(old, new)
    assert comparison is not None
    assert [changed.cell for changed in comparison.cells] == [KEY]
    assert cell("/")["state"] == "text"


def test_every_cell_of_the_forms_has_the_name_that_the_form_prints() -> None:
    for form in map(load_form, ("fmt_2021", "fmt_2019")):
        assert all(cell_name(key, language) != key for key in form.cell_keys() for language in ("zh", "en"))
    form = load_form("fmt_2021")
    table = names("zh")["t3"]
    assert [table["rows"][row.key] for row in form.rows] == [row.label.partition("（区分")[0] for row in form.rows]
    assert [table["columns"][column.key] for column in form.columns] == [column.label for column in form.columns]
    assert [names("en")["t4"]["rows"][block.key] for block in form.remedy_blocks] == [b.en for b in form.remedy_blocks]
    assert json.dumps(names("zh"), ensure_ascii=False).count("现行有效件数") == 1


def test_the_command_lists_changes_in_three_formats(tmp_path: Path, world: ByHand) -> None:
    second(world, {**CELLS, KEY: 36})
    world.db.execute("UPDATE agencies SET canonical_name = '=HYPERLINK(\"x\")'")
    world.db.conn.commit()
    with sqlite3.connect(tmp_path / "archive.db") as file:
        world.db.conn.backup(file)
    outputs = {style: run("changes", "-a", str(tmp_path), "--format", style) for style in ("json", "csv", "table")}
    (row,) = json.loads(outputs["json"])
    assert row["changed_cells"] == [{"cell": KEY, "old_raw": "35", "old_value": 35, "new_raw": "36", "new_value": 36}]
    assert (row["kind"], row["class"], row["cells"], row["not_comparable"]) == ("revised", "number", 1, [])
    assert next(csv.DictReader(outputs["csv"].splitlines()))["agency"] == '\'=HYPERLINK("x")'
    assert "revised" in outputs["table"]
    assert json.loads(run("changes", "-a", str(tmp_path), "--year", "2020", "--format", "json")) == []


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout
