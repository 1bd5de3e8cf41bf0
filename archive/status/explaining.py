"""A verdict as one sentence a person can read, in Chinese and in English; the wording is data (`wording.yaml`)."""

from calendar import month_name
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from archive.clock import day_in_china, parse
from archive.status.model import Check, Obligation, Verdict

_CHINESE, _ENGLISH = 0, 1
_MOMENTS = ("first_seen", "read_at", "first_read", "last_seen", "gone_from", "gone_to")


@cache
def _wording() -> dict[str, Any]:
    known: dict[str, Any] = yaml.safe_load((files(__package__) / "wording.yaml").read_text(encoding="utf-8"))
    return known


def explain(obligation: Obligation, verdict: Verdict) -> tuple[str, str]:
    """Return why an obligation has its status, in Chinese and English; a day set by custom alone is told as such."""
    wording = _wording()
    name = f"{verdict.status}/{verdict.detail}"
    if verdict.detail == "late_local" and obligation.deadline_local is None:
        name += "/customary"
    sentences = wording.get(name) or wording[verdict.status]
    return (
        str(sentences[_CHINESE]).format_map(_values(obligation, verdict, _CHINESE)),
        str(sentences[_ENGLISH]).format_map(_values(obligation, verdict, _ENGLISH)),
    )


def _values(obligation: Obligation, verdict: Verdict, language: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "agency": obligation.agency,
        "year": obligation.year,
        "due": _day(obligation.deadline, language),
        "due_local": _day(obligation.deadline_local or obligation.deadline, language),
        "published": _day(verdict.published_on, language),
        "url": verdict.report_url or "—",
        "days": verdict.facts.get("days"),
        "pages": verdict.facts.get("pages"),
        "since": "",
        "successor": verdict.facts.get("successor") or _fragment("successor", language, {}),
        "reason": (verdict.facts.get("reason") or ("", ""))[language],
    }
    moments = {"first_seen": verdict.first_seen} | verdict.facts
    values |= {name: _moment(moments.get(name), language) for name in _MOMENTS}
    if ended := verdict.facts.get("since"):
        values["since"] = _fragment("since", language, {"ended": ended})
    reading = verdict.facts.get("reading")
    if isinstance(reading, Check):
        values |= {"reading_at": _moment(reading.read_at, language), "reading_pages": len(reading.pages)}
    values["dated"] = _fragment("dated" if verdict.published_on else "seen", language, values)
    values["span"] = _fragment("one_day" if values["days"] == 1 else "several_days", language, values)
    values["doubt"] = _doubt(verdict, language)
    return values


def _doubt(verdict: Verdict, language: int) -> str:
    failed = verdict.facts.get("failed")
    if isinstance(failed, Check):
        return _fragment("failed", language, {"failed_at": _moment(failed.read_at, language)})
    if claim := verdict.facts.get("claim"):
        return _fragment("claim", language, {"url": claim})
    return "" if verdict.confirmed else _fragment("unconfirmed", language, {})


def _fragment(name: str, language: int, values: dict[str, Any]) -> str:
    return str(_wording()["fragments"][name][language]).format_map(values)


def _moment(at: str | None, language: int) -> str:
    return _day(day_in_china(parse(at)) if at else None, language)


def _day(day: date | None, language: int) -> str:
    if day is None:
        return "—"
    return (
        f"{day.year}年{day.month}月{day.day}日"
        if language == _CHINESE
        else f"{day.day} {month_name[day.month]} {day.year}"
    )
