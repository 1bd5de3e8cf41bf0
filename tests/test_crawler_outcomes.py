"""Outcomes: blocks are recognised under their names, and ordinary pages are not taken for blocks."""

import pytest

from crawler import failures, outcomes
from crawler.page import Page
from tests.shared import SHARED, needs_shared

SAMPLES = SHARED / "spec" / "portal_samples"
URL = "http://www.yunling.gov.cn/xxgk/a.html"


@needs_shared
@pytest.mark.parametrize(
    ("name", "status", "outcome", "kind"),
    [
        ("block_ruishu_412.html", 412, "blocked", "waf_ruishu"),
        ("block_ruishu_412.html", 200, "blocked", "waf_ruishu"),
        ("block_jsl_521_stage1.html", 521, "blocked", "waf_jsl"),
        ("block_chuangyu.html", 200, "blocked", "waf_chuangyu"),
        ("block_slider_ningxia.html", 200, "blocked", "waf_slider"),
        ("block_env_checking_412.html", 412, "blocked", "waf_environment"),
        ("softerror_gov404_js_home.html", 200, "soft_404", "the page says it does not exist"),
    ],
)
def test_saved_block_pages(name: str, status: int, outcome: str, kind: str) -> None:
    page = Page(URL, (SAMPLES / name).read_bytes(), status=status)
    for role in ("home", "column", "list", "article"):
        assert outcomes.judge(page, role) == outcomes.Judgement(outcome, kind)


@needs_shared
def test_saved_ordinary_pages_are_ok() -> None:
    pages = [path for path in SAMPLES.glob("*.html") if not path.name.startswith(("block_", "softerror_"))]
    assert len(pages) > 15
    wrong = [path.name for path in pages if outcomes.judge(Page(URL, path.read_bytes()), "list").outcome != "ok"]
    assert not wrong


def _judge(
    body: str | bytes, status: int = 200, role: str = "article", url: str = URL, **headers: str
) -> tuple[str, str | None]:
    raw = body if isinstance(body, bytes) else body.encode()
    judged = outcomes.judge(Page(url, raw, list(headers.items()), status), role)
    return judged.outcome, judged.detail


@pytest.mark.parametrize(
    ("status", "outcome", "detail"),
    [
        (404, "gone", "status 404"),
        (410, "gone", "status 410"),
        (500, "unreachable", "status 500"),
        (503, "unreachable", "status 503"),
        (403, "blocked", "http_403"),
        (412, "blocked", "waf_ruishu"),
        (521, "blocked", "waf_jsl"),
        (468, "blocked", "waf_468"),
        (400, "error", "status 400"),
        (304, "not_modified", None),
    ],
)
def test_outcome_by_status(status: int, outcome: str, detail: str | None) -> None:
    assert _judge("<html><body>没有</body></html>", status) == (outcome, detail)


def test_a_report_that_quotes_a_marker_is_no_block() -> None:
    text = "本年度升级网站防护，部署创宇盾，拦截攻击。" * 200
    assert _judge(f"<html><body><p>{text}</p></body></html>") == ("ok", None)


def test_a_long_page_that_mentions_removal_is_no_soft_404() -> None:
    text = "因内容已删除而不予公开的情形。" * 100
    assert _judge(f"<html><body><p>{text}</p></body></html>") == ("ok", None)


def test_a_web_page_in_place_of_a_file() -> None:
    url = "http://www.yunling.gov.cn/a.pdf"
    assert _judge("<!DOCTYPE html><html></html>", role="attachment", url=url)[0] == "soft_404"
    assert _judge(b"%PDF-1.4", role="attachment", url=url) == ("ok", None)


def test_an_empty_body_is_an_error() -> None:
    assert _judge("") == ("error", "empty body")


def test_redirects() -> None:
    assert _judge("", 302, Location="/") == ("redirected_away", "redirect 302 to the home page")
    assert _judge("", 302, Location="/new/a.html") == ("ok", "redirect 302")
    assert _judge("", 302, "home", "http://www.yunling.gov.cn/", Location="https://www.yunling.gov.cn/")[0] == "ok"


def test_a_missing_robots_txt_is_no_block() -> None:
    assert _judge("", 403, "robots") == ("error", "status 403")
    assert _judge("User-agent: *", 200, "robots") == ("ok", None)


def test_shells() -> None:
    shell = "<html><head><script src='/app.js'></script></head><body><div id='app'></div></body></html>"
    plain = "<html><body><a href='/'>首页</a><p>暂无信息</p></body></html>"
    assert outcomes.is_shell(Page(URL, shell.encode()))
    assert not outcomes.is_shell(Page(URL, plain.encode()))


def test_failed_requests() -> None:
    assert failures.judge(TimeoutError("x")).outcome == "unreachable"
    assert failures.judge(failures.Refused("blocked", "why")) == outcomes.Judgement("blocked", "why")
    assert failures.judge(ValueError("a\nb")) == outcomes.Judgement("error", "ValueError: a b")


@pytest.mark.parametrize("role", ["column", "list", "article"])
def test_general_words_of_blocks_count_only_on_short_pages_without_a_list(role: str) -> None:
    short = "<html><body>网站维护中，请输入验证码，已被拦截</body></html>"
    assert _judge(short, role=role)[0] == "blocked"
    row = "<li><a href='/a.html'>关于网站维护中的公告</a>2025-01-02</li>"
    assert _judge(f"<html><body>{row}</body></html>", role=role) == ("ok", None)
    meta = '<meta name="ArticleTitle" content="公告">'
    assert _judge(f"<html><head>{meta}</head><body>网站维护中</body></html>", role=role) == ("ok", None)
    assert _judge(f"<html><body>{'全年拦截攻击若干次。' * 60}</body></html>", role=role) == ("ok", None)
