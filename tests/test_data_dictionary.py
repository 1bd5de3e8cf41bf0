"""The documentation is current: the data dictionary, its links and pictures, the addresses it gives."""

import asyncio
import re
import runpy
from pathlib import Path

import pytest
import yaml

from nianbao.serving import published
from tests.site_world import site_at

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_dictionary_is_current() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "dictionary.py"))
    made = script["dictionary"](yaml.safe_load(script["SOURCE"].read_text(encoding="utf-8")))
    assert script["TARGET"].read_text(encoding="utf-8") == made, "run: python scripts/dictionary.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [one for one in targets if not one.startswith("http") and not (page.parent / one).exists()]
    assert missing == []


def test_pictures_are_small() -> None:
    assert {
        file.name: file.stat().st_size for file in (ROOT / "docs/pictures").iterdir() if file.stat().st_size > 200_000
    } == {}


def test_addresses_of_the_guides_answer(tmp_path: Path) -> None:
    text = "\n".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("research.md", "monitoring.md"))
    found = re.findall(r"(?:SITE|`)(/[a-z][^\s`]*)", text)
    addresses = sorted(
        {one.split("#")[0] for one in found if not re.search(r"[A-Z]{2}|…|\d{6}-|exports/|\.db|/350000/", one)}
    )
    datasette = published(site_at(tmp_path) / "publish")

    async def ask() -> list[tuple[int, str]]:
        await datasette.invoke_startup()
        return [((await datasette.client.get(one)).status_code, one) for one in addresses]

    assert len(addresses) > 15
    assert [(status, one) for status, one in asyncio.run(ask()) if status != 200] == []
