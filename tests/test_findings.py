"""Every rule, issue and shortcoming that can be recorded has a name in both languages."""

import re
from pathlib import Path

import pytest
import yaml

from archive.cell_names import named_cells
from archive.cross import rules as across
from nianbao.site.findings import KINDS, finding, findings
from nianbao.site.quality import LISTS

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r'(?:Issue|note)\(\s*"([a-z_]+)"')
RULE = re.compile(r'"((?:T[234]|STAT|[NQ])\.?[A-Z]?\d\w*)"')


def sources(*folders: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for name in folders for path in sorted((ROOT / name).rglob("*.py"))
    )


def test_every_rule_of_one_report_is_named() -> None:
    written = {rule["rule"] for rule in yaml.safe_load((ROOT / "extract/checks.yaml").read_text(encoding="utf-8"))}
    in_code = set(RULE.findall(sources("extract")))
    assert (written - {"T4.B"}) | in_code <= set(findings()["checks"])


def test_every_rule_across_years_is_named_by_its_own_words() -> None:
    written = yaml.safe_load((Path(across.__file__).parent / "rules.yaml").read_text(encoding="utf-8"))
    assert {rule["kind"] for rule in written} == set(KINDS)
    assert {rule["rule"] for rule in written} == set(findings()["cross"])


def test_every_issue_is_named() -> None:
    codes = set(CODE.findall(sources("extract", "nianbao")))
    assert len(codes) > 40
    assert codes | {"table_missing", "cells_missing", "agency_conflict", "unresolved"} <= set(findings()["issues"])


@pytest.mark.parametrize("name", ["checks", "cross", "issues", "doubtful", "unread", "severity"])
def test_names_stand_in_both_languages(name: str) -> None:
    for kind in findings()[name].values():
        assert re.search(r"[\u4e00-\u9fff]", kind.zh)
        assert re.search(r"[A-Za-z]", kind.en)
        assert bool(kind.why_zh) == bool(kind.why_en) == (name == "unread")


def test_what_nobody_named_stands_for_itself() -> None:
    assert (finding("checks", "X9").zh, finding("checks", "X9").en) == ("X9", "")
    assert all(finding(name, None).zh == "—" for name in LISTS)


def test_the_keys_of_cells_in_a_text_are_written_out() -> None:
    told = "2 of 175 cells were not found: t3.other_misc.natural_person, t2.normative_documents and t9.x.y"
    named = named_cells(told)
    assert "t3." not in named
    assert "Natural persons" in named
    assert "Normative documents" in named
    assert named.endswith("and t9.x.y")
    assert named_cells("t3.nothing.at_all") == "t3.nothing.at_all"
