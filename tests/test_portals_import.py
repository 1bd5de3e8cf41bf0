"""The official register of government websites becomes portals, and every row that cannot is named."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import portal_files
from nianbao.cli import main

HEADER = ["网站标识码", "网站名称", "首页网址", "主办单位", "所在地区", "状态"]
GOOD = ["9900010001", "云岭县人民政府", "http://www.yunling-x.gov.cn", "云岭县人民政府办公室", "云岭县", "正常"]
GOOD[0] = "1400010001"


def table(*rows: list[str], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def run(folder: Path, content: bytes, name: str = "register.csv") -> Result:
    (folder / name).write_bytes(content)
    return CliRunner().invoke(main, ["portals", "import", str(folder / name), "-p", str(folder / "own")])


def imported(folder: Path, content: bytes) -> list[tuple[str, str, str | None]]:
    result = run(folder, content)
    assert result.exit_code == 0, result.stderr
    return [(portal.id, portal.home, portal.region) for portal in portal_files.load_folder(folder / "own")]


@pytest.mark.parametrize(
    "content",
    [
        table(HEADER, GOOD).encode(),
        table(HEADER, GOOD).encode("utf-8-sig"),
        table(HEADER, GOOD).encode("gbk"),
        table(HEADER, GOOD, delimiter="\t").encode("utf-16"),
        table(HEADER, GOOD, delimiter=";").encode(),
        table(["全国政府网站基本信息"], [], ["序号", *HEADER], ["1", *GOOD]).encode(),
        table(["标识码", "网站名称", "网站 网址（必填）"], GOOD[:3]).encode(),
        table(HEADER, [f'="{GOOD[0]}"', GOOD[1], " WWW.yunling-x.gov.cn ", *GOOD[3:]]).encode(),
        table(HEADER, [*GOOD[:2], "http://www.yunling-x.gov.cn/；http://other.gov.cn/", *GOOD[3:]]).encode(),
    ],
    ids=["utf8", "bom", "gbk", "utf16", "semicolons", "title", "variants", "excel", "two addresses"],
)
def test_the_ways_the_register_is_written(tmp_path: Path, content: bytes) -> None:
    assert imported(tmp_path, content) == [("www.yunling-x.gov.cn", "http://www.yunling-x.gov.cn/", "140001")]


def test_what_is_known_of_a_website_is_kept(tmp_path: Path) -> None:
    imported(tmp_path, table(HEADER, GOOD, ["bm01000001", "某部", "https://www.moubu.gov.cn/", "", "", ""]).encode())
    central, county = portal_files.load_folder(tmp_path / "own")[::-1]
    assert (county.name, county.site_code, county.note) == (GOOD[1], GOOD[0], f"主办单位：{GOOD[3]}")
    assert (central.region, central.note) == ("000000", "")


def test_every_row_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    rows = [
        GOOD,
        ["1400010002", "镜像", "http://www.yunling.example.com/", "", "", ""],
        ["1400010003", "没有网址", "", "", "", ""],
        ["1400010004", "旧站", "http://old.yunling-x.gov.cn/", "", "", "已关停"],
        ["1400010005", "又一次", "https://yunling-x.gov.cn/index.html", "", "", ""],
        ["1.4E+09", "坏码", "http://a.yunling-x.gov.cn/", "", "", ""],
        ["1400010007", "", "http://b.yunling-x.gov.cn/", "", "", ""],
        ["1400010008", "福建", "http://fujian.gov.cn/", "", "", ""],
        ["1400010009", "地址", "javascript:alert(1)", "", "", ""],
        ["1400010010"],
    ]
    result = run(tmp_path, table(HEADER, *rows).encode())
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["imported"] == 1
    assert [(row["line"], row["reason"].split(":")[0]) for row in found["refused"]] == [
        (3, "not under gov.cn"),
        (4, "no address"),
        (5, "closed"),
        (6, "duplicate of www.yunling-x.gov.cn in line 2"),
        (7, "the website code '1.4E+09' is not ten digits that begin with a division's"),
        (8, "no name"),
        (9, "duplicate of fujian"),
        (10, "no usable address"),
        (11, "no address"),
    ]
    assert "1 portals written" in result.stderr and "line 5: closed: 已关停: 旧站" in result.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no line has the headers"),
        ("名称,别的\na,b\n".encode(), "no line has the headers 网站标识码, 网站名称, 首页网址"),
        (b"\x00\x01\x02\xff", "is no CSV text"),
        (table(HEADER).encode(), "no row could be used"),
    ],
)
def test_a_file_that_is_no_register_is_one_line_and_nothing_is_written(
    tmp_path: Path, content: bytes, words: str
) -> None:
    result = run(tmp_path, content)
    assert result.exit_code == 1 and words in result.stderr.splitlines()[-1]
    assert not (tmp_path / "own").exists()


def test_importing_again_replaces_what_the_same_file_gave(tmp_path: Path) -> None:
    imported(tmp_path, table(HEADER, GOOD).encode())
    moved = ["1400010001", "云岭县人民政府", "http://www.yunling-y.gov.cn", "", "", ""]
    assert [name for name, *_ in imported(tmp_path, table(HEADER, moved).encode())] == ["www.yunling-y.gov.cn"]


def test_thousands_of_websites_at_once(tmp_path: Path) -> None:
    rows = [
        [f"{110000 + n:06}0001", f"第{n}号网站", f"http://www.site{n}.gov.cn/", "", "", "正常"] for n in range(5000)
    ]
    rows[2500][5] = "关停"
    assert len(imported(tmp_path, table(HEADER, *rows).encode("gbk"))) == 4999
    listed = CliRunner().invoke(main, ["portals", "list", "-p", str(tmp_path / "own"), "--region", "112000"])
    assert len(json.loads(listed.stdout)) == 100


def test_import_needs_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(table(HEADER, GOOD), encoding="utf-8")
    result = CliRunner().invoke(main, ["portals", "import", str(tmp_path / "register.csv")])
    assert result.exit_code == 2 and "NIANBAO_PORTALS" in result.stderr


def test_check_names_every_file_that_is_wrong(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("id: x\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["portals", "check", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")])
    assert result.exit_code == 1
    assert "Error: a.yaml: name: is missing" in result.stderr and "Error: b.yaml: name: is missing" in result.stderr
    assert CliRunner().invoke(main, ["portals", "check"]).exit_code == 0


def test_the_list_as_a_table() -> None:
    result = CliRunner().invoke(main, ["portals", "list", "--format", "table", "--region", "350000"])
    lines = result.stdout.splitlines()
    assert any(line.split()[:2] == ["350000", "fujian"] and line.endswith("福建省人民政府") for line in lines)
