"""How a version of a report is cited, in Chinese and in English: who, what, when archived, which bytes, where."""

from archive.clock import SHANGHAI, parse
from nianbao.site.report.rows import Row


def citation(report: Row, version: Row, capture: Row | None, address: str) -> dict[str, str]:
    """Return the citation by language; `capture` is that of the document itself, `address` the permanent one of the version."""
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
    return {"zh": "，".join(filter(None, zh)) + "。", "en": ", ".join(filter(None, en)) + "."}


def _day(stamp: str) -> str:
    return parse(stamp).astimezone(SHANGHAI).date().isoformat()
