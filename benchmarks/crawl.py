"""What archiving costs: our crawl against bare Scrapy and against `wget --warc-file`, on the same site in turns.

    python -m benchmarks.crawl [--pages N] [--size BYTES] [--rounds N] [--profile FILE]

The site is an annual-report column of N reports in lists of 20, served from memory by a process of its own on loopback. Each
way asks for one page at a time without a pause, and for the same pages (ours also for robots.txt, as wget does). Times are
of whole processes, start included: seconds on the clock and CPU seconds (user and system); the medians of all rounds count.
Clock figures depend on what else the machine does, ratios much less, for the ways take turns. --profile writes the
statistics of one more run of our crawl (cProfile).
"""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BASE = "/zwgk/zfxxgk/zfxxgknb/"
PER_LIST = 20

BARE = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"

    async def start(self):
        yield Request(sys.argv[1])

    def parse(self, response):
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link)

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Bare)
process.start()
"""


@dataclass(frozen=True)
class Run:
    """One run of one way: seconds on the clock, CPU seconds, requests the site answered."""

    seconds: float
    cpu: float
    pages: int


def site(reports: int, size: int) -> dict[str, bytes]:
    """Return the pages of a site by path, each of about so many bytes; the same for the same numbers."""
    dice = random.Random(1)  # noqa: S311 (no secret)
    lists = -(-reports // PER_LIST)
    pages = {
        "/": page("松岗县人民政府", '<a href="/zwgk/zfxxgk/">政府信息公开</a>', 2000, dice),
        "/zwgk/zfxxgk/": page("政府信息公开", f'<a href="{BASE}">政府信息公开年报</a>', 2000, dice),
    }
    for number in range(lists):
        rows = []
        for report in range(number * PER_LIST, min(reports, (number + 1) * PER_LIST)):
            title, path = f"松岗县第{report}局2024年政府信息公开工作年度报告", f"202501/t20250115_{report}.html"
            rows.append(f'<li><a href="{BASE}{path}" title="{title}">{title}</a><span>2025-01-15</span></li>')
            meta = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2025-01-15 09:00">'
            pages[f"{BASE}{path}"] = page(title, f'<h1>{title}</h1><div class="TRS_Editor">', size, dice, meta)
        links = "".join(f'<a href="{BASE}index_{n}.html">{n + 1}</a>' for n in range(1, lists))
        pager = f'<script>createPageHTML({lists}, {number}, "index", "html");</script>{links}'
        body = f'<a class="CurrChnlCls" href="./">政府信息公开年报</a><ul>{"".join(rows)}</ul>{pager}'
        pages[f"{BASE}index_{number}.html" if number else BASE] = page("政府信息公开年报", body, size, dice)
    return pages


def page(title: str, body: str, size: int, dice: random.Random, meta: str = "") -> bytes:
    """Return a page with a table of 200 cells, filled up to a size with sentences; no other page has its numbers."""
    rows = "".join(f"<tr>{''.join(f'<td>{dice.randrange(1000)}</td>' for _ in range(8))}</tr>" for _ in range(25))
    text = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{meta}</head><body>{body}'
    text += f"<table>{rows}</table>" if size > len(rows) else ""
    left = size - len(text.encode())
    sentence = "<p>本年度共收到政府信息公开申请{}件，其中予以公开{}件，部分公开{}件，均在法定期限内答复。</p>"
    count = max(0, left // len(sentence.encode()))
    text += "".join(sentence.format(*(dice.randrange(100000) for _ in range(3))) for _ in range(count))
    return f"{text}</body></html>".encode()


class Server(asyncio.Protocol):
    """Answers GET from memory over connections that stay open."""

    pages: dict[str, bytes]
    asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come in whole."""
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode()
            body = str(Server.asked).encode() if path == "/asked" else self.pages.get(path)
            Server.asked += path != "/asked"
            status = b"200 OK" if body is not None else b"404 Not Found"
            answer = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            self.transport.write(answer % (status, len(body or b"")) + (body or b""))  # type: ignore[attr-defined]


async def serve(reports: int, size: int) -> None:
    """Serve the site until killed; the port is the first line on stdout."""
    Server.pages = site(reports, size)
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def timed(command: Sequence[str | Path], folder: Path, port: int) -> Run:
    """Run a command to its end and return what it took."""
    before, started = asked(port), time.perf_counter()
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 (our own)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise SystemExit(f"{command}: status {child.returncode}\n{(folder / 'log').read_text()[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, asked(port) - before)


def asked(port: int) -> int:
    """Return how many requests the site has answered."""
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}/asked") as answer:
        return int(answer.read())


def ours(home: str, folder: Path) -> list[str | Path]:
    """Return the command of our crawl into an archive."""
    host = home.split("/")[2]
    crawl = [sys.executable, "-m", "nianbao", "crawl", home, "-a", folder / "archive", "--delay", "0"]
    return [*crawl, "--allow-host", host]


def bare(home: str, _folder: Path) -> list[str | Path]:
    """Return the command of a Scrapy spider that follows all links and keeps nothing."""
    return [sys.executable, "-c", BARE, home]


def wget(home: str, folder: Path) -> list[str | Path]:
    """Return the command of a recursive wget into a WARC file; the copies on disk are deleted."""
    target = ["--warc-file", folder / "wget", "-P", folder / "files", "--delete-after"]
    return ["wget", "-q", "-r", "-l", "inf", *target, home]


WAYS = {"nianbao": ours, "bare Scrapy": bare, "wget --warc-file": wget}


def compare(port: int, rounds: int) -> None:
    """Let the ways take turns and print the medians."""
    home = f"http://127.0.0.1:{port}/"
    runs: dict[str, list[Run]] = {name: [] for name in WAYS}
    for turn in range(rounds):
        for name, way in WAYS.items():
            with TemporaryDirectory() as folder:
                run = timed(way(home, Path(folder)), Path(folder), port)
            runs[name].append(run)
            print(f"  {turn + 1} {name}: {run.pages} pages, {run.seconds:.1f} s, {run.cpu:.1f} CPU s", file=sys.stderr)
    rate = {name: statistics.median(run.pages / run.seconds for run in taken) for name, taken in runs.items()}
    cost = {name: statistics.median(1000 * run.cpu / run.pages for run in taken) for name, taken in runs.items()}
    print(f"{'':<18}{'pages/s':>9}{'CPU ms/page':>13}{'pages/s, ours':>15}{'pages per CPU s, ours':>23}")
    for name in WAYS:
        speed, thrift = rate["nianbao"] / rate[name], cost[name] / cost["nianbao"]
        print(f"{name:<18}{rate[name]:>9.0f}{cost[name]:>13.2f}{speed:>14.0%} {thrift:>22.0%}")


def profile(port: int, file: Path) -> None:
    """Write the statistics of one run of our crawl."""
    with TemporaryDirectory() as folder:
        _, _, *rest = ours(f"http://127.0.0.1:{port}/", Path(folder))
        timed([sys.executable, "-m", "cProfile", "-o", file, "-m", *rest], Path(folder), port)


def main() -> None:
    """Serve the site and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--size", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", type=Path)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.pages, given.size))
    if shutil.which("wget") is None:
        WAYS.pop("wget --warc-file")
        print("wget is not installed: left out", file=sys.stderr)
    numbers = ["--pages", str(given.pages), "--size", str(given.size)]
    command = [sys.executable, "-m", "benchmarks.crawl", "--serve", *numbers]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 (our own)
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            if given.rounds:
                compare(port, given.rounds)
            if given.profile:
                profile(port, given.profile)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
