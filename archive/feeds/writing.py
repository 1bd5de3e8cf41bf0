"""Feeds as feed readers take them: Atom 1.0 (RFC 4287) and JSON Feed 1.1; all text is plain text, escaped by the writer."""

import json
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from archive.feeds.entries import Entry, lasting_id
from archive.feeds.feed import Feed, kinds

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json; charset=utf-8"
AUTHOR = "年报 Nianbao"

register_namespace("", ATOM)


def headline(kind: str, entry: Entry) -> str:
    """Return the title of an entry in both languages."""
    texts = kinds()[kind]
    filled = {"agency": entry.agency, "year": entry.year, "as_of": entry.as_of or entry.at[:10]}
    how = "confirmed" if entry.confirmed else "unconfirmed"
    sure, sure_en = texts.get(how, ""), texts.get(f"{how}_en", "")
    return f"{texts['headline'].format(**filled)}{sure} · {texts['headline_en'].format(**filled)} {sure_en}".rstrip()


def summary(entry: Entry) -> str:
    """Return what an entry says below its title."""
    return "\n".join(filter(None, (entry.zh, entry.en)))


def as_atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _add(root, "id", lasting_id(f"feed/{feed.region_code}/{feed.kind}"))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.about)
    _add(root, "updated", feed.updated)
    _add(_add(root, "author"), "name", AUTHOR)
    _link(root, "self", feed.address("atom"), "application/atom+xml")
    _link(root, "alternate", feed.site, "text/html")
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", headline(feed.kind, entry))
        _add(node, "updated", entry.at)
        _link(node, "alternate", feed.site + entry.path, "text/html")
        if entry.source:
            _link(node, "via", entry.source)
        _add(node, "summary", summary(entry))
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text
    return child


def _link(parent: Element, relation: str, address: str, media_type: str | None = None) -> None:
    link = _add(parent, "link")
    link.attrib |= {"rel": relation, "href": address} | ({"type": media_type} if media_type else {})


def as_json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.site,
        "feed_url": feed.address("json"),
        "language": "zh-CN",
        "authors": [{"name": AUTHOR}],
        "items": [{**as_item(feed.kind, entry), "url": feed.site + entry.path} for entry in feed.entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def as_item(kind: str, entry: Entry) -> dict[str, Any]:
    """Return an entry as an item of JSON Feed, without the link to a site."""
    source = {"external_url": entry.source} if entry.source else {}
    return {
        "id": entry.id,
        **source,
        "title": headline(kind, entry),
        "content_text": summary(entry) or headline(kind, entry),
        "date_published": entry.at,
        "tags": [kind, str(entry.year)],
    }
