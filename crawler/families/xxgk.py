"""Hanweb's module for disclosure: a column page names, in a call of its scripts, the search that fills its list."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import hosts
from crawler.page import Page

_SEARCH = re.compile(r"/module/xxgk/search\.jsp$")
_CALL = re.compile(r"loadDynamic\(\s*(['\"]/module/xxgk/search\.jsp\?.{0,1000}?)\)\s*;", re.DOTALL)
_TEXT = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PAGES = re.compile(r"共\s*(\d{1,4})\s*页")
_SITE = 4
"""Which of the texts behind the address is the site's number: element, folder, height, account, site."""


def is_answer(url: str) -> bool:
    """Tell whether an address is that of the search."""
    return bool(_SEARCH.search(urlsplit(url).path))


def searches(page: Page) -> list[str]:
    """Return the addresses that fill the list of a column page: of its area and its kind of information.

    The kind is that of the page's address (`number`), else the one its script names; without any, the search would answer
    with everything that the area has.
    """
    own = dict(parse_qsl(urlsplit(page.url).query))
    found = (_address(page, match.group(1), own) for match in _CALL.finditer(page.scripts))
    return list(dict.fromkeys(filter(None, found)))


def further(page: Page) -> list[str]:
    """Return the address of the next page of an answer that says there is one."""
    address, _, query = page.url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    number, pages = int(asked.get("currpage", "1")), _PAGES.search(page.visible_text)
    if not pages or number >= int(pages.group(1)):
        return []
    return [f"{address}?{urlencode({**asked, 'currpage': str(number + 1)})}"]


def series(url: str) -> str:
    """Return what the addresses of one list's pages share."""
    query = [(name, value) for name, value in parse_qsl(urlsplit(url).query) if name != "currpage"]
    return urlencode(query)


def _address(page: Page, call: str, own: dict[str, str]) -> str | None:
    texts = [first or second for first, second in _TEXT.findall(call)]
    address, behind = texts[0], [at for at, text in enumerate(texts) if text.startswith("&")]
    arguments = texts[max(behind, default=0) + 1 :]
    path, _, query = address.partition("?")
    asked = dict(parse_qsl(query + "".join(texts[at] for at in behind), keep_blank_values=True))
    kind = own.get("number") or asked.get("infotypeId")
    area = own.get("vc_xxgkarea") or asked.get("area", "")
    url = hosts.absolute(page.url, path)
    if not url or not kind or len(arguments) <= _SITE:
        return None
    known = {name: value for name, value in asked.items() if value and name not in {"infotypeId", "area"}}
    parameters = {"divid": arguments[0], "infotypeId": kind, "jdid": arguments[_SITE], "area": area, **known}
    return f"{url}?{urlencode({**parameters, 'currpage': '1'})}"
