"""Titles and pages of real reports: each is given to its agency, and those that name none to nobody."""

import csv
import json
import re

import pytest

from archive.agencies import Agency, Resolver, resolve, script
from archive.regions import shipped
from extract.titles import agency_of_title, year_of_title
from tests.shared import CORPUS, SHARED, needs_shared

pytestmark = needs_shared

UNKNOWABLE = re.compile(r"^政务服务中心|某|place not in excerpt|XX")
"""What names no place, or no agency: nobody could tell whose it is."""

RATE = 0.98


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(shipped())


def bears(agency: Agency, name: str, resolver: Resolver) -> bool:
    """Return whether an agency's division, township and body are those that a name spells out, each in its words."""
    region = resolver.regions.get(agency.region_code)
    text = script.plain(name)
    assert region is not None
    stems = {region.name, region.name[:2]}
    body = re.sub(r"(人民政府|办事处|管理委员会|行政公署|关区)$", "", agency.name.removeprefix(region.name))
    national = region.code == "000000"
    return (national or any(stem in text for stem in stems)) and (not body or body in text)


def check(resolver: Resolver, cases: list[tuple[str, str | None, int | None]]) -> None:
    wrong, missed, known = [], [], 0
    for name, title, year in cases:
        found = resolve(resolver, name, title=title, year=year)
        if UNKNOWABLE.search(name):
            assert found.agency is None, (name, found)
            continue
        known += 1
        if found.agency is None:
            missed.append((name, found.reason))
        elif not bears(found.agency, name, resolver):
            wrong.append((name, found.agency.id))
    assert wrong == []
    assert len(missed) <= (1 - RATE) * known, missed


def test_titles(resolver: Resolver) -> None:
    with (SHARED / "spec" / "titles.csv").open(encoding="utf-8") as file:
        titles = [row["title"] for row in csv.DictReader(file) if row["label"] == "annual_report"]
    check(resolver, [(agency_of_title(title) or "", title, year_of_title(title)) for title in titles])


def test_pages(resolver: Resolver) -> None:
    lines = (CORPUS / "page_excerpts.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(line) for line in lines]
    check(resolver, [(page["agency"], None, page["year"] if isinstance(page["year"], int) else None) for page in pages])


def test_documents(resolver: Resolver) -> None:
    golds = (json.loads(file.read_text(encoding="utf-8")) for file in sorted((CORPUS / "gold").glob("*.json")))
    names = [(gold["agency"], gold["year"]) for gold in golds if gold.get("agency")]
    found = {name: resolve(resolver, name, year=year).agency for name, year in names}
    assert {name for name, agency in found.items() if agency is None} == set()
    assert {agency.id for name, agency in found.items() if agency and agency.region_code is None} == {"测试市"}
