from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.rebuild import rebuild
from archive.roster import current_rows, load_agencies, load_regions
from archive.store import Archive

HEADER = "agency,region_code,class,parent,url,from_year,to_year,source"
REGIONS = "code,name,level,parent_code,from_year,to_year,source\n990100,青禾市,prefecture,,,,名册\n990121,桐溪县,county,990100,2019,,名册\n"
GOOD = f"""{HEADER}
青禾市财政局,990100,local_department,青禾市人民政府,http://www.qinghe.gov.cn/czj/nb/,2019,,机构编制名录
桐溪县人民政府,990121,local_government,,,,,机构编制名录
"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that knows two divisions."""
    opened = Archive.open(tmp_path / "a", create=True)
    assert load_regions(opened, write(tmp_path / "divisions.csv", REGIONS)).faults == ()
    return opened


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def faults(archive: Archive, path: Path, *lines: str, header: str = HEADER) -> tuple[str, ...]:
    loaded = load_agencies(archive, write(path / "roster.csv", "\n".join((header, *lines))))
    assert loaded.capture is None
    assert current_rows(archive.db, "roster_rows") == [], "nothing is loaded by halves"
    return loaded.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_roster_is_read_in_every_usual_encoding(archive: Archive, tmp_path: Path, encoding: str) -> None:
    loaded = load_agencies(archive, write(tmp_path / "roster.csv", GOOD.replace("\n", "\r\n"), encoding))
    assert (loaded.rows, loaded.faults) == (2, ())
    first, second = current_rows(archive.db, "roster_rows")
    assert (first["agency"], first["from_year"], first["line"]) == ("青禾市财政局", 2019, 2)
    assert (second["region_code"], second["url"], second["to_year"]) == ("990121", None, None)


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "utf-32"])
def test_other_encodings_are_refused(archive: Archive, tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\n" + "南市水利局山口川上,990100,local_department,,,,,\n" * 3
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    with pytest.raises(ArchiveError, match="encoding"):
        load_agencies(archive, path)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"  \n\r\n "])
def test_an_empty_file_is_refused(archive: Archive, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "roster.csv").write_bytes(data)
    with pytest.raises(ArchiveError, match="empty"):
        load_agencies(archive, tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("青禾市财政局,999999,,,,,,", "the division 999999 is unknown"),
        ("青禾市财政局,青禾市,,,,,,", "is no code of a division"),
        ("青禾市财政局,990100,department,,,,,", "is none of central_department"),
        ("青禾市财政局,990100,,,www.qinghe.gov.cn,,,", "is no web address"),
        ("青禾市财政局,990100,,,javascript:alert(1),,,", "is no web address"),
        ("青禾市财政局,990100,,,,2007,,", "is no year from 2008"),
        ("青禾市财政局,990100,,,,19,,", "is no year"),
        ("青禾市财政局,990100,,,,2022,2020,", "to_year"),
        (",990100,,,,,,", "agency: 不能为空 must not be blank"),
        ("青禾市财政局,990100", "2 values for 8 columns"),
        ('"青禾市财政局,990100,,,,,,', "not valid CSV"),
    ],
)
def test_every_fault_names_its_row(archive: Archive, tmp_path: Path, row: str, said: str) -> None:
    found = faults(archive, tmp_path, "桐溪县人民政府,990121,,,,,,", row)
    assert len(found) == 1
    assert found[0].startswith("第 3 行 row 3: ")
    assert said in found[0]


def test_all_faults_of_a_file_are_told_at_once(archive: Archive, tmp_path: Path) -> None:
    found = faults(archive, tmp_path, "甲局,990100,x,,y,,,", "乙局,990100,,,,,,", "乙局,990100,,,,,,", "丙局,1,,,,,,")
    assert [fault.split(":")[0] for fault in found] == ["第 2 行 row 2"] * 2 + ["第 4 行 row 4", "第 5 行 row 5"]


def test_an_agency_may_stand_twice_for_different_years_only(archive: Archive, tmp_path: Path) -> None:
    rows = ["甲局,990100,,,,2010,2015,", "甲局,990100,,,,2018,,"]
    assert load_agencies(archive, write(tmp_path / "two.csv", "\n".join((HEADER, *rows)))).faults == ()
    found = load_agencies(
        archive, write(tmp_path / "three.csv", "\n".join((HEADER, *rows, "甲局,990100,,,,2015,2016,")))
    )
    assert "stands in row 2 already" in found.faults[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("agency,region_code,class,parent,url,from_year,to_year", "missing columns: source"),
        (HEADER + ",notes", "unknown columns: notes"),
        (HEADER + ",agency", "a column stands twice"),
    ],
)
def test_the_columns_must_be_those_of_a_roster(archive: Archive, tmp_path: Path, header: str, said: str) -> None:
    assert said in faults(archive, tmp_path, header=header)[0]


def test_a_file_loaded_again_takes_the_place_of_what_it_said(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "roster.csv", GOOD)
    first = load_agencies(archive, path)
    again = load_agencies(archive, path)
    assert (again.already_there, again.capture) == (True, first.capture)
    load_agencies(archive, write(path, f"{HEADER}\n青禾市水务局,990100,,,,,,\n"))
    load_agencies(archive, write(tmp_path / "more.csv", f"{HEADER}\n青禾市教育局,990100,,,,,,\n"))
    assert [row["agency"] for row in current_rows(archive.db, "roster_rows")] == ["青禾市教育局", "青禾市水务局"]


def test_rosters_survive_a_rebuild_with_their_files(archive: Archive, tmp_path: Path) -> None:
    loaded = load_agencies(archive, write(tmp_path / "roster.csv", GOOD, "gb18030"))
    before = [current_rows(archive.db, table) for table in ("roster_rows", "region_rows")]
    archive.close()
    rebuild(archive.path)
    again = Archive.open(archive.path)
    assert [current_rows(again.db, table) for table in ("roster_rows", "region_rows")] == before
    assert again.payload(str(loaded.capture)).decode("gb18030") == GOOD
    again.close()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("990100,甲县,county,,,,", "stands in row 2 already"),
        ("990131,甲县,county,998800,,,", "the parent division 998800 is unknown"),
        ("990131,甲县,village,,,,", "is none of province"),
        ("990131,甲县,county,990131,,,", "cannot lie in itself"),
    ],
)
def test_faults_of_divisions_name_their_row(tmp_path: Path, row: str, said: str) -> None:
    archive = Archive.open(tmp_path / "b", create=True)
    loaded = load_regions(archive, write(tmp_path / "divisions.csv", REGIONS + row))
    assert [fault.startswith("第 4 行 row 4: ") and said in fault for fault in loaded.faults] == [True]
    assert current_rows(archive.db, "region_rows") == []


Loader = Callable[[Archive, Path], object]


@pytest.mark.parametrize("loader", [load_agencies, load_regions])
def test_binary_files_are_refused_in_one_line(archive: Archive, tmp_path: Path, loader: Loader) -> None:
    (tmp_path / "x.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(ArchiveError):
        loader(archive, tmp_path / "x.csv")
