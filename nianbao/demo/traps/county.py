"""An ordinary county portal of an invented place, which the traps spoil in one respect or another."""

from collections.abc import Callable, Mapping

from nianbao.demo.traps.serving import Answer, Call, Trap

COLUMN = "/zwgk/zfxxgknb/"
YEARS = (2024, 2023, 2022, 2021, 2020)
Pages = Mapping[str, Answer]
Spoil = Callable[[Call, Answer], Answer]
NOT_FOUND = Answer(b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>", 404)


def page(title: str, body: str, *, head: str = "") -> Answer:
    """Return a web page with the navigation of the site."""
    nav = f'<div><a href="/">首页</a> <a href="/zwgk/">政府信息公开</a> <a href="{COLUMN}">政府信息公开年报</a></div>'
    text = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{nav}{body}</body></html>"
    return Answer(text.encode())


def article(title: str, day: str, more: str = "") -> Answer:
    """Return an article with its meta tags; `more` is HTML behind its text."""
    head = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">'
    text = "<p>一、总体情况</p><p>本单位依法主动公开政府信息，办理申请，接受监督。</p>"
    return page(title, f"<h1>{title}</h1><p>发布日期：{day}</p><div class='TRS_Editor'>{text}{more}</div>", head=head)


def title(year: int) -> str:
    """Return the title of the county's report for a year."""
    return f"沐川坪县{year}年政府信息公开工作年度报告"


def path(year: int) -> str:
    """Return where the report for a year stands."""
    return f"{COLUMN}{year + 1}01/t{year + 1}0115_{year}.html"


def rows(links: Mapping[str, str]) -> str:
    """Return a list of links (address → title), each with a date."""
    items = (f'<li><a href="{url}">{text}</a><span>2025-01-15</span></li>' for url, text in links.items())
    return f"<ul>{''.join(items)}</ul>"


def pages(more: Mapping[str, str] | None = None) -> dict[str, Answer]:
    """Return the pages of the county: home, column and five reports; `more` are further links listed (address → title)."""
    crumb = f'<a class="CurrChnlCls" href="{COLUMN}">政府信息公开年报</a>'
    listed = {path(year): title(year) for year in YEARS} | dict(more or {})
    return {
        "/": page("沐川坪县人民政府", "<h2>要闻</h2><p>沐川坪县人民政府门户网站</p>"),
        "/zwgk/": page("政府信息公开", f'<p><a href="{COLUMN}">政府信息公开年报</a></p>'),
        COLUMN: page("政府信息公开年报", crumb + rows(listed)),
        **{path(year): article(title(year), f"{year + 1}-01-15") for year in YEARS},
    }


def county(spoil: Spoil | None = None, more: Mapping[str, str] | None = None, extra: Pages | None = None) -> Trap:
    """Return the county as a trap: `spoil` may put another answer in the place of each, `extra` are further pages."""
    held = pages(more) | dict(extra or {})

    def answer(call: Call) -> Answer:
        usual = held.get(call.path, NOT_FOUND)
        return spoil(call, usual) if spoil else usual

    return Trap(answer)


def robots(answer: Answer) -> Trap:
    """Return a county with this robots.txt."""
    return county(lambda call, usual: answer if call.path == "/robots.txt" else usual)
