"""How a version of a report is cited: in words in Chinese and English, as GB/T 7714 has it, and as BibTeX."""

import re

from archive.clock import SHANGHAI, parse
from nianbao.site.report.rows import Row


def citation(report: Row, version: Row, capture: Row | None, address: str) -> dict[str, str]:
    """Return the citation in each shape (`zh`, `en`, `gbt7714`, `bibtex`); `capture` is that of the document itself, `address` the permanent one of the version."""
    title = version["title"] or f"{report['agency']} {report['year']}"
    day = _day(capture["fetched_at"]) if capture else None
    digest = capture["sha256"] if capture else None
    published = version["published_on"]
    zh = [
        f"{report['agency']}：《{title}》",
        f"{published}发布" if published else "发布日期未载",
        f"年报 Nianbao 存档于{day}（北京时间）" if day else None,
        f"版本 {version['id']}",
        f"sha256 {digest}" if digest else None,
        address,
    ]
    en = [
        f"{report['agency']}, “{title}”",
        f"published {published}" if published else "undated",
        f"archived by Nianbao on {day} (Beijing time)" if day else None,
        f"version {version['id']}",
        f"sha256 {digest}" if digest else None,
        address,
    ]
    return {
        "zh": "，".join(filter(None, zh)) + "。",
        "en": ", ".join(filter(None, en)) + ".",
        "gbt7714": _gbt7714(report["agency"], title, published, day, address),
        "bibtex": _bibtex(report, version, title, day, digest, address),
    }


def _gbt7714(agency: str, title: str, published: str | None, day: str | None, address: str) -> str:
    """Return the entry for a report on the web of GB/T 7714-2015; the day of citation is that of the capture."""
    dates = (f"({published})" if published else "") + (f"[{day}]" if day else "")
    return f"{agency}. {title}[R/OL]. {f'{dates}. ' if dates else ''}{address}."


def _bibtex(report: Row, version: Row, title: str, day: str | None, digest: str | None, address: str) -> str:
    fields = {
        "author": f"{{{_plain(report['agency'])}}}",
        "title": f"{{{_plain(title)}}}",
        "year": (version["published_on"] or "")[:4],
        "date": version["published_on"],
        "url": address,
        "urldate": day,
        "note": f"archived by Nianbao, version {version['id']}" + (f", sha256 {digest}" if digest else ""),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{nianbao_{report['year']}_{version['id']},\n{lines}}}\n"


def _plain(text: str) -> str:
    """Return a text without what BibTeX would read as its own marks."""
    return re.sub(r"[{}\\%$#&_~^\s]+", " ", text).strip()


def _day(stamp: str) -> str:
    return parse(stamp).astimezone(SHANGHAI).date().isoformat()
