"""Portals that are hard to get through to: broken https, cookies and sessions, redirects, odd encodings, slowness."""

import gzip
import time
from collections.abc import Iterator

from nianbao.demo.traps.certificate import tls
from nianbao.demo.traps.county import COLUMN, county, path, title
from nianbao.demo.traps.serving import Answer, Call, Trap

GBK_TITLE = "沐川坪县水务局2024年政府信息公开工作年度报告"


def over_tls() -> Trap:
    """Return a county that speaks TLS with a certificate for another name."""
    trap = county()
    trap.tls = tls()
    return trap


def old_tls() -> Trap:
    """Return a county that speaks no TLS newer than 1.0, with a certificate for another name."""
    trap = county()
    trap.tls = tls(outdated=True)
    return trap


def gone_over_tls() -> Trap:
    """Return a county that says over TLS that it is gone."""
    return Trap(lambda _: Answer(status=410), tls())


def cookie_first() -> Trap:
    """Return a county that redirects every page to itself until a cookie comes back."""

    def spoil(call: Call, usual: Answer) -> Answer:
        known = "CT6T=1" in call.headers.get("cookie", "")
        return usual if known else Answer.redirect(call.path, ("Set-Cookie", "CT6T=1; path=/"))

    return county(spoil)


def session_in_address() -> Trap:
    """Return a county that sends its reader to addresses with a session id, and lists such."""
    listed = {f"{path(2024)};jsessionid=AB12": title(2024)}
    seen = ("Set-Cookie", "JSESSIONID=AB12; path=/")

    def spoil(call: Call, usual: Answer) -> Answer:
        new = call.path == "/" and "JSESSIONID" not in call.headers.get("cookie", "")
        return Answer.redirect("/;jsessionid=AB12", seen) if new else usual

    return county(spoil, listed)


def oddly_encoded() -> Trap:
    """Return a county whose bodies are packed or labelled in every odd way, one more report in GBK labelled UTF-8."""
    extra = f"{COLUMN}202501/t20250116_1.html"
    page = f"<html><head><meta charset='utf-8'><title>{GBK_TITLE}</title></head><body><h1>{GBK_TITLE}</h1>总体情况</body></html>"

    def spoil(call: Call, usual: Answer) -> Answer:
        if call.path == "/":
            return Answer(gzip.compress(usual.body))
        if call.path == path(2024):
            return Answer(usual.body, headers=(("Content-Encoding", "br"),))
        if call.path == path(2023):
            return Answer(usual.body, headers=(("Content-Encoding", "deflate"),))
        if call.path == path(2022):
            return Answer(gzip.compress(usual.body), headers=(("Content-Encoding", "br"),))
        return usual

    return county(spoil, {extra: GBK_TITLE}, {extra: Answer(page.encode("gb18030"))})


def looping() -> Trap:
    """Return a county two of whose reports lead in a circle and on for ever."""

    def spoil(call: Call, usual: Answer) -> Answer:
        if call.path.startswith(path(2024)):
            return Answer.redirect(f"{path(2024)}?b" if call.path == path(2024) else path(2024))
        if call.path.startswith(path(2023)):
            return Answer.redirect(f"{path(2023)}?{call.earlier}")
        return usual

    return county(spoil)


def slow(seconds: float) -> Trap:
    """Return a county one of whose reports takes too long, and another sends its body drop by drop."""

    def drops() -> Iterator[bytes]:
        for _ in range(200):
            yield b"<p>.</p>"
            time.sleep(seconds / 10)

    def spoil(call: Call, usual: Answer) -> Answer:
        if call.path == path(2024):
            time.sleep(seconds)
        return Answer(pieces=drops) if call.path == path(2023) else usual

    return county(spoil)


def redirected_away(target: str) -> Trap:
    """Return a county one of whose reports has moved to another host."""
    return county(lambda call, usual: Answer.redirect(target) if call.path == path(2024) else usual)
