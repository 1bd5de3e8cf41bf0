"""Hosts and addresses: what may be requested, and what is the same document."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler import hosts
from crawler.hosts import HostRules


@pytest.mark.parametrize(
    "url",
    ["https://www.gov.cn/", "http://xxgk.yunling.gov.cn:8080/a", "HTTP://GOV.CN/", "http://www.yunling.gov.cn./"],
)
def test_government_hosts_may_be_requested(url: str) -> None:
    assert HostRules().allow(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.gov.cn.example.com/",
        "http://xx-gov.cn/",
        "http://fakegov.cn/",
        "http://www.gov.cn@evil.example/",
        "http://evil@www.gov.cn/",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost/",
        "http://127.0.0.1%2f.gov.cn/",
        "ftp://www.gov.cn/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_other_hosts_may_not(url: str) -> None:
    assert not HostRules().allow(url)


def test_a_host_is_admitted_with_its_port() -> None:
    rules = HostRules.admitting(["127.0.0.1:8101", "Portal.Example"])
    assert rules.allow("http://127.0.0.1:8101/a")
    assert not rules.allow("http://127.0.0.1:8102/a")
    assert rules.allow("http://portal.example:8080/") and rules.allow("https://portal.example/")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("../b.html", "http://www.x.gov.cn/b.html"),
        ("./t20250101_1.html#top", "http://www.x.gov.cn/a/t20250101_1.html"),
        ("/c;JSESSIONID=AB12?x=1", "http://www.x.gov.cn/c?x=1"),
        ("HTTP://WWW.X.GOV.CN:80/c", "http://www.x.gov.cn/c"),
        ("//y.gov.cn", "http://y.gov.cn/"),
        ("a\nb.html", "http://www.x.gov.cn/a/ab.html"),
        ("报告.pdf", "http://www.x.gov.cn/a/%E6%8A%A5%E5%91%8A.pdf"),
        ("http://user:secret@www.x.gov.cn/", "http://www.x.gov.cn/"),
        ("javascript:void(0)", None),
        ("mailto:a@x.gov.cn", None),
        ("{{item.url}}", None),
        ("${url}", None),
        ("http://[broken/", None),
        ("http://x.gov.cn:99999/", None),
        ("/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_addresses_as_we_request_them(link: str, url: str | None) -> None:
    assert hosts.absolute("http://www.x.gov.cn/a/", link) == url


BASES = (
    "http://www.x.gov.cn/a/",
    "HTTP://User@WWW.x.gov.cn.:80/a/b.html?c=/d",
    "https://[::1]:8443/a",
    "http://x.gov.cn:99999/",
    "file:///etc/",
)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(st.sampled_from(BASES), st.text("ab1/.~-_?=&;%:\\ #\n报", max_size=12))
@example(BASES[0], "/a/../b")
@example(BASES[0], "//y.gov.cn/")
@example(BASES[0], "/a;jsessionid=1")
@example(BASES[0], "/a?")
def test_the_short_way_to_an_address_leads_to_the_same(base: str, link: str) -> None:
    for written in (link, f"/{link}"):
        assert hosts.absolute(base, written) == hosts._joined(base, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.x.gov.cn/a/", "https://www.x.gov.cn/a/index.html"),
        ("http://www.x.gov.cn/a/t20250101_1.html", "http://www.x.gov.cn/a//t20250101_1_wap.html?from=print"),
        ("http://www.x.gov.cn/gkmlpt/index", "http://www.x.gov.cn/gkmlpt/annualreport"),
    ],
)
def test_twins_have_one_key(one: str, other: str) -> None:
    assert hosts.key(one) == hosts.key(other)


def test_different_documents_have_different_keys() -> None:
    urls = [
        "http://www.x.gov.cn/a/",
        "http://www.x.gov.cn/a/?page=2",
        "http://www.x.gov.cn:81/a/",
        "http://x.gov.cn/a/",
    ]
    assert len({hosts.key(url) for url in urls}) == len(urls)


def test_slot_is_host_and_port() -> None:
    assert hosts.slot("http://www.x.gov.cn/a") == "www.x.gov.cn:80"
    assert hosts.slot("https://www.x.gov.cn/a") == "www.x.gov.cn:443"
    assert hosts.slot("http://127.0.0.1:8101/") == "127.0.0.1:8101"


def test_twins_of_a_home_page() -> None:
    assert hosts.twins("https://www.x.gov.cn/") == ["http://www.x.gov.cn/", "https://x.gov.cn/"]
    assert hosts.twins("http://127.0.0.1:8101/") == ["https://127.0.0.1:8101/"]
    assert hosts.twins("https://www.x.gov.cn:8443/a") == [
        "http://www.x.gov.cn:8443/a",
        "https://x.gov.cn:8443/a",
    ]
