"""The words of a report: six sections of sober prose whose counts agree with the true figures of the tables."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from nianbao.demo.model import Report
from nianbao.demo.numbers import draw


def opening(report: Report) -> list[str]:
    """Return the paragraphs before the first section."""
    return [_writer(report)("opening")]


def paragraphs(report: Report, section: int) -> list[str]:
    """Return the paragraphs of a section (1 to 6); those with a table have none or one."""
    write = _writer(report)
    if section == 1:
        area = [_words()["area"]] if report.agency.agency_class == "local_government" else []
        parts = ("overview", "disclosure", "requests", "management", "platform", "supervision")
        return [write(part) for part in parts] + area
    names = {4: ("remedies",), 5: ("problems",), 6: ("other",)}
    return [write(part) for part in names.get(section, ())]


def _writer(report: Report) -> Callable[[str], str]:
    values = _values(report)

    def write(part: str) -> str:
        wording = _words()[part]
        if isinstance(wording, dict):
            wording = wording["some" if _has(report, part) else "none"]
        if isinstance(wording, list):
            wording = wording[draw(0, len(wording) - 1, report.key, part)]
        nested = {name: write(name) for name in ("period", "contact", "norms") if f"${name}" in wording}
        return Template(wording).substitute(values, **nested)

    return write


def _has(report: Report, part: str) -> bool:
    """Tell whether there is anything to report of a part."""
    figures = report.figures
    if part == "norms":
        return bool(_issued(report))
    if part == "requests":
        return bool(figures["t3.received_new.total"] or figures["t3.carried_in.total"])
    return any(value for key, value in figures.items() if key.startswith("t4."))


def _issued(report: Report) -> int:
    column = "produced_new" if report.form == "fmt_2019" else "issued"
    return int(report.figures[f"t2.normative_documents.{column}"])


def _values(report: Report) -> dict[str, object]:
    figures, agency = report.figures, report.agency
    posts = draw(60, 900, report.key, "posts")
    streets = _words()["streets"]
    return {
        "agency": agency.name,
        "year": report.year,
        **_words()["fields"][agency.field],
        "posts": posts,
        "topic_posts": posts * draw(12, 48, report.key, "topic") // 100,
        "issued": _issued(report),
        "received": figures["t3.received_new.total"],
        "carried_in": figures["t3.carried_in.total"],
        "handled": figures["t3.processed_total.total"],
        "carried_out": figures["t3.carried_out.total"],
        "granted": figures["t3.granted_full.total"],
        "partial": figures["t3.granted_partial.total"],
        "reviews": figures["t4.review_total"],
        "lawsuits": figures["t4.litigation_direct_total"] + figures["t4.litigation_after_review_total"],
        "lessons": draw(2, 9, report.key, "lessons"),
        "place": f"{streets[draw(0, len(streets) - 1, agency.id, 'street')]}{draw(3, 288, agency.id, 'number')}号",
        "postcode": f"99{agency.region[2:4]}{draw(10, 99, agency.id, 'postcode')}",
        "phone": f"0990-{draw(2000000, 8999999, agency.id, 'phone')}",
    }


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((files(__package__) / "prose.yaml").read_text(encoding="utf-8"))
    return words
