"""Give the templates words in two languages, addresses of agencies and divisions, and times in China."""

from typing import Any

from datasette import hookimpl

from archive.clock import SHANGHAI, parse
from nianbao.site.paths import agency_path, region_path
from nianbao.site.vocabulary import vocabulary, word


def stamp(text: object) -> str:
    """Return a stored time as date and time in China; what is no time stays as it is."""
    try:
        return parse(str(text)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return str(text) if text else "—"


def day(text: object) -> str:
    """Return the day in China of a stored time or date."""
    return stamp(text)[:10] if text and "T" in str(text) else str(text or "—")


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the templates use."""
    env.globals.update(dict=dict, word=word, vocabulary=vocabulary(), agency_path=agency_path, region_path=region_path)
    env.filters.update(stamp=stamp, day=day)
