"""Two tiny portals on loopback, one of each family, with all that a crawl must cope with; for the crawler's tests."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Served:
    """What stands at a path: a static page has an ETag and answers 304."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    static: bool = True


@dataclass
class Portal:
    """A portal on loopback: its pages by path (with query; `POST ` before it where it must be posted to), and the log of what
    was asked.

    Each request leaves path, status and user agent in `log`, its Cookie header in `cookies`, its moment in `times`; one that posts
    something its media type and body in `posted`.
    """

    pages: dict[str, Served] = field(default_factory=dict)
    log: list[tuple[str, int, str]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    pause: float = 0.0
    port: int = 0

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def asked(self, status: int | None = None) -> list[str]:
        """Return the paths asked for, or those that got this status."""
        return [path for path, got, _ in self.log if status in (None, got)]


@contextmanager
def serving(portal: Portal) -> Iterator[Portal]:
    """Serve a portal on a free port for as long as the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    server.daemon_threads = True
    portal.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            portal.posted.append((self.headers.get("Content-Type", ""), body.decode()))
            self._answer(f"POST {self.path}")

        def do_GET(self) -> None:
            self._answer(self.path)

        def _answer(self, asked: str) -> None:
            time.sleep(portal.pause)
            served = portal.pages.get(asked, Served("没有".encode(), status=404, static=False))
            tag = f'"{sha256(served.body).hexdigest()[:12]}"'
            unchanged = served.static and self.headers.get("If-None-Match") == tag
            status = 304 if unchanged else served.status
            portal.cookies.append(self.headers.get("Cookie", ""))
            portal.times.append(time.monotonic())
            portal.log.append((self.path, status, self.headers.get("User-Agent", "")))
            body = b"" if unchanged else served.body
            self.send_response(status)
            for name, value in served.headers:
                self.send_header(name, value)
            if served.static and served.status == 200:
                self.send_header("ETag", tag)
            if not unchanged:
                self.send_header("Content-Type", served.media_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def page(title: str, body: str, *, meta: str = "", extra: str = "") -> Served:
    """Return a static HTML page with the usual furniture."""
    nav = '<div class="nav"><a href="/">首页</a> <a href="/zwgk/zfxxgk/">政府信息公开</a> <a href="/hd/">互动交流</a></div>'
    foot = "<div class='foot'>主办：松岗县人民政府办公室 网站标识码：9900000001</div>"
    text = f"<!DOCTYPE html><html><head><title>{title}</title>{meta}</head><body>{nav}{body}{foot}{extra}</body></html>"
    return Served(text.encode())


def article(title: str, day: str, *, attachments: str = "") -> Served:
    """Return the page of an article with its meta tags and a short body."""
    meta = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">'
    body = f"<h1>{title}</h1><p>发布日期：{day}</p><div class='TRS_Editor'><p>一、总体情况</p><p>本单位依法公开。</p>{attachments}</div>"
    return page(title, body, meta=meta)


def row(url: str, title: str, day: str) -> str:
    """Return one row of a list."""
    return f'<li><a href="{url}" title="{title}">{title[:12]}…</a><span>{day}</span></li>'


def trs_portal() -> Portal:
    """Return a county's portal of static directories.

    Its collective column has two pages and off-topic rows; three units have columns of their own: one with two
    reports, one redirected, one that published nothing. One attachment is gone, one report stands behind robots.txt.
    """
    portal = Portal()
    base = "/zwgk/zfxxgk/zfxxgknb/"
    units = "".join(
        f'<li><a href="/gzbm/{slug}/">{name}</a></li>'
        for slug, name in (("sjyj", "县教育局"), ("scgj", "县城管局"), ("sdaj", "县档案局"))
    )
    put = portal.pages
    put["/"] = page("松岗县人民政府门户网站", "<h2>要闻</h2>")
    put["/robots.txt"] = Served(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    put["/zwgk/zfxxgk/"] = page("政府信息公开", f'<a href="{base}">政府信息公开年报</a><ul>{units}</ul>')
    first = [
        row("./202503/t20250320_1001.html", "松岗县人民政府2024年政府信息公开工作年度报告", "2025-03-20"),
        row("./202501/t20250110_1002.html", "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知", "2025-01-10"),
        row("/private/t20250118_1003.html", "松岗县信访局2024年政府信息公开工作年度报告", "2025-01-18"),
        row("http://mirror.example.com/t20250118_1.html", "松岗县气象局2024年政府信息公开工作年度报告", "2025-01-18"),
    ]
    second = [
        row("./202403/t20240320_1004.html", "松岗县人民政府2023年政府信息公开工作年度报告", "2024-03-20"),
        row("./202402/t20240201_1005.html", "松岗县第一中学2022-2023学年度信息公开年报", "2024-02-01"),
    ]
    pager = '<script>createPageHTML(2, 0, "index", "html");</script>'
    crumb = '<a class="CurrChnlCls" href="./">政府信息公开年报</a>'
    put[base] = page("政府信息公开年报", f"{crumb}<ul>{''.join(first)}</ul>", extra=pager)
    put[f"{base}index_1.html"] = page("政府信息公开年报", f"{crumb}<ul>{''.join(second)}</ul>", extra=pager)
    files = '<p>附件：<a href="./P020250320001.pdf">报告.pdf</a> <a href="./P020250320002.doc">报告.doc</a></p>'
    put[f"{base}202503/t20250320_1001.html"] = article(
        "松岗县人民政府2024年政府信息公开工作年度报告", "2025-03-20", attachments=files
    )
    put[f"{base}202503/P020250320001.pdf"] = Served(b"%PDF-1.4\n%%EOF\n", "application/pdf")
    put[f"{base}202403/t20240320_1004.html"] = article("松岗县人民政府2023年政府信息公开工作年度报告", "2024-03-20")
    put["/private/t20250118_1003.html"] = article("松岗县信访局2024年政府信息公开工作年度报告", "2025-01-18")
    for slug in ("sjyj", "scgj", "sdaj"):
        own = f'<a href="/gzbm/{slug}/zfxxgknb/">政府信息公开年报</a><ul>{units}</ul>'
        put[f"/gzbm/{slug}/"] = page("部门信息公开", own)
    reports = [
        row(f"./2025/t20250115_20{number}.html", f"松岗县教育局{year}年政府信息公开工作年度报告", f"{year + 1}-01-15")
        for number, year in ((24, 2024), (23, 2023))
    ]
    put["/gzbm/sjyj/zfxxgknb/"] = page("政府信息公开年报", f"{crumb}<ul>{''.join(reports)}</ul>")
    for number, year in ((24, 2024), (23, 2023)):
        title = f"松岗县教育局{year}年政府信息公开工作年度报告"
        put[f"/gzbm/sjyj/zfxxgknb/2025/t20250115_20{number}.html"] = article(title, f"{year + 1}-01-15")
    moved = row("./t20250116_3001.html", "松岗县城市管理局2024年政府信息公开工作年度报告", "2025-01-16")
    put["/gzbm/scgj/zfxxgknb/"] = page("政府信息公开年报", f"{crumb}<ul>{moved}</ul>")
    put["/gzbm/scgj/zfxxgknb/t20250116_3001.html"] = Served(
        b"", status=302, headers=(("Location", "/new/t20250116_3001.html"),), static=False
    )
    put["/new/t20250116_3001.html"] = article("松岗县城市管理局2024年政府信息公开工作年度报告", "2025-01-16")
    put["/gzbm/sdaj/zfxxgknb/"] = page("政府信息公开年报", f"{crumb}<ul></ul><p>暂无信息</p>")
    return portal


def gkmlpt_portal() -> Portal:
    """Return an agency's page on the Guangdong platform: 120 entries on two interface pages, 3 of them reports."""
    portal = Portal()
    tree = [{"id": 7, "name": "政府信息公开年报", "jump_url": "", "post_count": 120, "children": []}]
    config = (
        f"<script>window._CONFIG = {{ SID: '42', TREE: {json.dumps(tree, ensure_ascii=False)}, DETAIL: {{}} }}</script>"
    )
    portal.pages["/slug/gkmlpt/index"] = page("松岗市海洋局政府信息公开平台", '<div id="app"></div>', extra=config)
    items = []
    for number in range(120):
        year = 2022 + number if number < 3 else None
        title = f"松岗市海洋局{year}年政府信息公开工作年度报告" if year else f"海洋工作动态第{number}期"
        path = f"/slug/gkmlpt/content/1/{number}/post_{number}.html"
        items.append(
            {"id": number, "title": title, "url": path, "publisher": "本网", "date": 1736900000, "attachment": []}
        )
        if year:
            portal.pages[path] = article(title, "2025-01-15")
    for place, chunk in (("1", items[:100]), ("2", items[100:])):
        answer = {"classify": {"id": 7, "post_count": 120}, "total": 120, "articles": chunk}
        body = json.dumps(answer, ensure_ascii=False).encode()
        portal.pages[f"/slug/gkmlpt/api/all/7?page={place}&sid=42"] = Served(body, "application/json", static=False)
    return portal
