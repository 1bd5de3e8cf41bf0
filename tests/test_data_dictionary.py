"""The data dictionary says what the metadata say, and every page of the documentation that is linked is there."""

import re
import runpy
from pathlib import Path

import pytest
import yaml

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
