"""The registry of portals is read strictly."""

from pathlib import Path

import pytest

from crawler import registry
from crawler.errors import RegistryError

GOOD = "id: yunling\nname: 云岭市\nhome: https://www.yunling.gov.cn/\nregion: '990000'\n"


def _file(folder: Path, text: str, name: str = "yunling.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_registered_portal_is_valid() -> None:
    portals = registry.load_all()
    assert portals and all(
        path.stem == portal.id for path, portal in zip(sorted(registry.FOLDER.glob("*.yaml")), portals, strict=True)
    )


def test_an_entry_with_all_keys(tmp_path: Path) -> None:
    more = (
        "family: trs\nallow_hosts: ['127.0.0.1:8101']\nexpect: {reports: 12}\nnote: a note\n"
        "columns:\n- https://www.yunling.gov.cn/nb/\n- {url: 'http://127.0.0.1:8101/nb/', agency: 云岭市教育局}\n"
    )
    portal = registry.load(_file(tmp_path, GOOD + more))
    assert portal.expected_reports == 12
    assert [column.agency for column in portal.columns] == [None, "云岭市教育局"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "hom: x\n", "unknown key 'hom'"),
        ("id: yunling\n", "name: is missing"),
        (GOOD.replace("'990000'", "990000"), "region: must be a str"),
        (GOOD.replace("'990000'", "'99'"), "region"),
        (GOOD.replace("www.yunling.gov.cn", "www.yunling.example"), "no address under gov.cn"),
        (GOOD.replace("id: yunling", "id: 云岭"), "id"),
        (GOOD + "family: nosuch\n", "family"),
        (GOOD + "columns: [{url: 'https://www.yunling.gov.cn/', angecy: x}]\n", "columns"),
        (GOOD + "expect: {report: 1}\n", "expect"),
        (GOOD + "expect: {reports: many}\n", "expect"),
        ("- a\n- b\n", "mapping"),
        ("a: [\n", "is not YAML"),
        ("a: !!python/object:os.system {}\n", "is not YAML"),
    ],
)
def test_a_wrong_entry_is_one_line_naming_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(RegistryError) as caught:
        registry.load(path)
    message = str(caught.value)
    assert message.startswith("yunling.yaml: ") and words in message and "\n" not in message


def test_two_files_with_one_id(tmp_path: Path) -> None:
    _file(tmp_path, GOOD)
    _file(tmp_path, GOOD, "other.yaml")
    with pytest.raises(RegistryError, match="yunling"):
        registry.load_all(tmp_path)


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
