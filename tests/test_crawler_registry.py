"""The registry of portals is read strictly."""

from pathlib import Path

import pytest

from crawler import portal_files, registry
from crawler.errors import RegistryError
from crawler.expectations import Expectation
from crawler.hosts import HostRules
from crawler.visit import Visit

GOOD = "id: yunling\nname: 云岭市\nhome: https://www.yunling.gov.cn/\nregion: '990000'\n"


def _file(folder: Path, text: str, name: str = "yunling.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_registered_portal_is_valid() -> None:
    portals = portal_files.load_all()
    provinces = {portal.region[:2] for portal in portals if portal.region and portal.region.endswith("0000")}
    assert len(portals) > 100 and len(provinces) == 32
    for portal in portals:
        assert not portal.allow_hosts and portal.name and portal.region
    alone = {path.stem for path in portal_files.FOLDER.glob("*.yaml")} - {"central", "local"}
    assert len(alone) == 31 and alone <= {portal.id for portal in portals}


def test_an_entry_with_all_keys(tmp_path: Path) -> None:
    more = (
        "allow_hosts: ['127.0.0.1:8101']\nexpect: {reports: 12, columns: 2, family: trs}\nnote: a note\n"
        "disclosure: https://www.yunling.gov.cn/xxgk/\nsite_code: '9900000001'\n"
        "columns:\n- https://www.yunling.gov.cn/nb/\n- {url: 'http://127.0.0.1:8101/nb/', agency: 云岭市教育局}\n"
    )
    (portal,) = portal_files.load(_file(tmp_path, GOOD + more))
    assert portal.expect == Expectation(12, 2, "trs")
    assert (portal.disclosure, portal.site_code) == ("https://www.yunling.gov.cn/xxgk/", "9900000001")
    assert [column.agency for column in portal.columns] == [None, "云岭市教育局"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "hom: x\n", "unknown key 'hom'"),
        ("id: yunling\n", "name: is missing"),
        (GOOD.replace("云岭市", "' '"), "name: is empty"),
        (GOOD.replace("'990000'", "990000"), "region: must be a str"),
        (GOOD.replace("'990000'", "'99'"), "region"),
        (GOOD.replace("www.yunling.gov.cn", "www.yunling.example"), "home: "),
        (GOOD.replace("id: yunling", "id: 云岭"), "id"),
        (GOOD + "disclosure: https://mirror.example/\n", "disclosure: "),
        (GOOD + "family: trs\n", "unknown key 'family'"),
        (GOOD + "columns: [{url: 'https://www.yunling.gov.cn/', angecy: x}]\n", "columns: unknown key 'angecy'"),
        (GOOD + "columns: [{url: 'https://www.yunling.gov.cn/', agency: 3}]\n", "columns: agency: must be a str"),
        (GOOD + "allow_hosts: [8101]\n", "allow_hosts"),
        (GOOD + "expect: {report: 1}\n", "expect: unknown key 'report'"),
        (GOOD + "expect: {reports: many}\n", "expect: reports: must be a int"),
        (GOOD + "expect: {reports: true}\n", "expect: reports: must be a int"),
        (GOOD + "expect: {columns: -1}\n", "expect"),
        (GOOD + "expect: {family: nosuch}\n", "expect: family: 'nosuch' is none of"),
        (f"{GOOD}---\n{GOOD}hom: x\n", "portal 2 (yunling): unknown key 'hom'"),
        ("", "holds no portal"),
        ("- a\n- b\n", "mapping"),
        ("a: [\n", "is not YAML"),
        ("a: !!python/object:os.system {}\n", "is not YAML"),
    ],
)
def test_a_wrong_entry_is_one_line_naming_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(RegistryError) as caught:
        portal_files.load(path)
    message = str(caught.value)
    assert message.startswith("yunling.yaml: ") and words in message and "\n" not in message


def test_a_file_of_several_portals(tmp_path: Path) -> None:
    other = GOOD.replace("yunling", "shiqiao")
    assert [portal.id for portal in portal_files.load(_file(tmp_path, f"{GOOD}---\n{other}"))] == ["yunling", "shiqiao"]


def test_two_files_with_one_id(tmp_path: Path) -> None:
    _file(tmp_path, GOOD)
    _file(tmp_path, GOOD, "other.yaml")
    with pytest.raises(RegistryError, match="yunling"):
        portal_files.load_folder(tmp_path)


def test_one_home_address_under_two_ids(tmp_path: Path) -> None:
    _file(tmp_path, GOOD)
    _file(tmp_path, GOOD.replace("id: yunling", "id: other").replace("https://www.", "http://"), "other.yaml")
    with pytest.raises(RegistryError, match="'other' and 'yunling' have one home address"):
        portal_files.load_all(folder=tmp_path)


def test_a_portal_of_ones_own_takes_the_place_of_one_of_the_projects(tmp_path: Path) -> None:
    for name, text in (("given", GOOD), ("own", GOOD.replace("云岭市", "云岭市人民政府"))):
        (tmp_path / name).mkdir()
        _file(tmp_path / name, text)
    (portal,) = portal_files.load_all(tmp_path / "own", tmp_path / "given")
    assert portal.name == "云岭市人民政府"
    with pytest.raises(RegistryError, match="is not a folder"):
        portal_files.load_all(tmp_path / "none", tmp_path / "given")


def test_what_is_below_the_floor_is_an_alarm() -> None:
    floor = Expectation(reports=5, columns=1, family="trs")
    assert floor.missed(reports=5, columns=1, family="trs") == []
    assert len(floor.missed(reports=4, columns=0, family="gkmlpt")) == 3
    assert floor.missed(reports=None, columns=1, family="trs") == []


@pytest.mark.parametrize(
    ("region", "inside"),
    [("990000", True), ("990100", False), ("000000", True), ("100000", False), ("990000000000", False)],
)
def test_divisions_hold_what_lies_inside_them(tmp_path: Path, region: str, inside: bool) -> None:
    (portal,) = portal_files.load(_file(tmp_path, GOOD))
    assert registry.within(portal, region) == inside


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.yunling.gov.cn/", "www.yunling.gov.cn"),
        ("http://127.0.0.1:8101/index.html", "127.0.0.1:8101"),
        ("http://127.0.0.1:8102/slug/gkmlpt/index", "127.0.0.1:8102/slug"),
        ("https://www.yunling.gov.cn/xxgk/", "www.yunling.gov.cn/xxgk"),
    ],
)
def test_id_of_an_unregistered_portal(url: str, name: str) -> None:
    assert registry.portal_of(url).id == name


def test_a_visit_begins_with_all_that_is_known() -> None:
    base = "https://www.yunling.gov.cn/"
    known = registry.Portal(
        "yunling", "云岭市", base, disclosure=f"{base}xxgk/", columns=(registry.Column(f"{base}nb/"),)
    )
    asks = Visit(known, HostRules()).begin()
    assert [(ask.url, ask.role) for ask in asks] == [
        (base, "home"),
        (f"{base}xxgk/", "disclosure"),
        (f"{base}nb/", "column"),
    ]
