"""Addresses of single documents, as portal software names them, told from those of lists."""

import pytest

from crawler import bodies, discovery

HOST = "http://www.yunling.gov.cn"


@pytest.mark.parametrize(
    "path",
    [
        "/zfxxgk/nb/202401/t20240131_870291.html?isMobile=false",
        "/xxgk/nb/t17870020.shtml",
        "/zfxxgk/nb/2023n/1752500210521400394.html",
        "/zfxxgk/nb/2022/666160001539141.html",
        "/gk/nb/2026090912180060373/index.shtml",
        "/c26100/20240131/i2159000.html",
        "/2023-01/19/c_1211700332.htm",
        "/2020_12/17_13/content-301700.html",
        "/content-42461-960001-1.html",
        "/ylrmzf/nb/pc/content/content_1961000231891025920.html",
        "/XxgkAnnualReport/show/1143.html",
        "/col/4039_446643/art/17356608/17364738729029ffO7DUB.html",
        "/col/9105_151615/art/o/17881920/1788231205335x0MzpBwp.html",
        "/show.php?id=385009",
        "/ncms/article_0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
        "/articles/ch00232/202401/904ed611-eb4e-426f-a3c6-825a748ca40a.shtml",
        "/tnb_17409/20240110/t0035_1426733.html",
        "/xxgk/portal/article/detail?id=8a4c0c06829b645701829b6b05915573",
        "/yl/c106256/c1653977/content.shtml",
        "/yl/xxgknb/2024-01/29/content_b6f30ca8cd9d42babe6e7e770410cab9.shtml",
        "/Content-2361064.html",
        "/yl-zwgk/zwgk/information/details?id=75464988-77bf-4668-8a50-aa92301d6db9",
        "/yl/nb-bqz/20260310/501286.html",
        "/zwgk/nb-bqzzfxxgk/2026/21/201302.html",
        "/xxgk/InfoDetail.aspx?cid=9&id=12",
        "/gi_news/5271",
        "/news/show-12-345-1.html",
        "/doc/2026/06/03/4790460.shtml",
        "/artview/195/171198.html?nbYear=2024",
        "/ylwsb/2026-01/20/article_2026012017235865780.html",
        "/xxgk/zfxxgkndbg/slj/20210129/i2291583.html",
    ],
)
def test_addresses_of_documents(path: str) -> None:
    assert discovery.is_article(HOST + path)


@pytest.mark.parametrize(
    "path",
    [
        "/col/18073_668815/index.html",
        "/zfxxgk/nb/2023n/",
        "/channels/ch00232/",
        "/ncms/wzlb.shtml?mkbh=nb",
        "/yl/c101971/zfxxgk_zdgk.shtml?channelid=17d5ff2fe43e488dba825807ae40d63f",
        "/customs/302200/302266/302267/index.html",
        "/ylrmzf/xxgkn142/pc/list.html",
        "/public/column/6596881?type=3&nav=3",
        "/InfoPublic.aspx?cid=1019&pid=971&page=1",
        "/pubnewslist.action?newstype=4",
        "/list.php?id=385009",
        "/News/showList/5511/page_1.html",
        "/list-42461-1.html",
    ],
)
def test_addresses_of_lists(path: str) -> None:
    assert not discovery.is_article(HOST + path)


def test_parameters_that_name_the_year_of_a_report_shown_in_place() -> None:
    assert bodies.year_of(f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2014&area=113310") == 2014
    assert bodies.year_of(f"{HOST}/public/column/65968?type=3&action=detail&nav=3&title=2020") == 2020
    assert bodies.year_of(f"{HOST}/public/column/65968?type=3&title=年报") is None
