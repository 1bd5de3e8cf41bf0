"""Portals behind firewalls: each block page as data, sent always, for a while, for some pages, or only quoted."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import yaml

from nianbao.demo.traps.county import COLUMN, article, county, path, title
from nianbao.demo.traps.serving import Answer, Call, Trap


@cache
def block_pages() -> dict[str, Answer]:
    """Return the block pages by name."""
    text = (files(__package__) / "blocks.yaml").read_text(encoding="utf-8")
    return {
        name: Answer(one["body"].encode(), one["status"], headers=tuple(one.get("headers", {}).items()))
        for name, one in yaml.safe_load(text).items()
    }


def blocked(kind: str, when: Callable[[Call], bool] = lambda call: call.path != "/robots.txt") -> Trap:
    """Return a county whose firewall answers with a block page whenever it pleases; by default always."""
    block = block_pages()[kind]
    return county(lambda call, usual: block if when(call) else usual)


def blocked_once(kind: str) -> Trap:
    """Return a county whose firewall stops the second page asked for, and lets it through when asked again."""
    return blocked(kind, lambda call: call.earlier == 2)


def blocked_later(kind: str) -> Trap:
    """Return a county whose firewall stops the reports, once the column was read."""
    return blocked(kind, lambda call: call.path.startswith(f"{COLUMN}2"))


def one_page_forbidden() -> Trap:
    """Return a county that forbids a single report with a bare 403."""
    return blocked("bare_403", lambda call: call.path == path(2022))


def quoting() -> Trap:
    """Return a county whose reports quote the words of block pages, in short texts without meta tags and in long ones."""
    words = (
        "本年度部署创宇盾、玄武盾和安全狗，拦截攻击，访问过于频繁者须输入验证码；__jsl_clearance 与 acw_sc__v2 除外。"
    )
    plain = f"<html><head><title>{title(2023)}</title></head><body><h1>{title(2023)}</h1><p>{words}</p></body></html>"
    quotes = {path(2024): article(title(2024), "2025-01-15", f"<p>{words}</p>"), path(2023): Answer(plain.encode())}
    return county(extra=quotes)


def throttling(after: int) -> Trap:
    """Return a county that answers every page with its home page once so many requests were made."""
    more = {
        f"{COLUMN}201901/t20190115_{number}.html": f"沐川坪县第{number}局2018年政府信息公开工作年度报告"
        for number in range(8)
    }
    trap = county(more=more)
    usual = trap.answer
    home = usual(Call("/", {}, 0))
    trap.answer = lambda call: home if call.earlier >= after and call.path != "/robots.txt" else usual(call)
    return trap
