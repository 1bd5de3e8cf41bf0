"""The demo portals over HTTP: validators, methods, encodings, the log, and the ports an archive remembers."""

import gzip
import json
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socket import create_server
from urllib.parse import urlsplit

import pytest

from nianbao.demo.server import ADDRESS, PORTS_FILE, DemoPortals, PortsError, start


def ask(url: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_a_static_page_is_not_sent_again_while_its_validators_hold(fresh_portals: DemoPortals) -> None:
    url = fresh_portals.report_urls()["qinghe-gov", 2024]
    response, body = ask(url)
    assert (response.status, len(body)) == (200, int(response.headers["Content-Length"]))
    tag, day = response.headers["ETag"], response.headers["Last-Modified"]
    for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_Modified_Since": day}):
        again, nothing = ask(url, **headers)
        assert (again.status, nothing, again.headers["ETag"]) == (304, b"", tag)
    assert ask(url, If_None_Match='"other"', If_Modified_Since=day)[0].status == 200
    assert ask(url, If_Modified_Since="Mon, 01 Jan 2018 00:00:00 GMT")[0].status == 200
    assert ask(url, If_Modified_Since="never")[0].status == 200
    assert [request.conditional for request in fresh_portals.log] == [False, True, True, True, True, True, True]


def test_the_platform_with_an_interface_sends_no_validators(portals: DemoPortals) -> None:
    for url in (
        portals.column_urls()["zhulan-gov"],
        portals.report_urls()["zhulan-gov", 2023],
        f"{portals.base('zhulan')}/",
    ):
        response, _ = ask(url)
        assert (response.headers["ETag"], response.headers["Last-Modified"]) == (None, None)
        assert ask(url, If_Modified_Since="Mon, 01 Jan 2029 00:00:00 GMT")[0].status == 200


def test_head_tells_the_length_without_the_body(portals: DemoPortals) -> None:
    url = f"{portals.base('tongxi')}/"
    response, body = ask(url, "HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(ask(url)[1])


def test_several_requests_travel_over_one_connection(portals: DemoPortals) -> None:
    connection = HTTPConnection(urlsplit(portals.base("qinghe")).netloc, timeout=10)
    for path, status in (("/", 200), ("/no/such/page.html", 404), ("/zwgk/zfxxgk/", 200)):
        connection.request("GET", path)
        response = connection.getresponse()
        assert (response.status, response.version) == (status, 11)
        assert len(response.read()) == int(response.headers["Content-Length"])
    connection.close()


def test_one_page_comes_compressed_whether_asked_for_or_not(portals: DemoPortals) -> None:
    response, body = ask(portals.report_urls()["tongxi-office", 2023], Accept_Encoding="identity")
    assert response.headers["Content-Encoding"] == "gzip"
    assert "桐溪县人民政府办公室2023年政府信息公开工作年度报告" in gzip.decompress(body).decode()


def test_robots_txt_stands_on_one_portal_only(portals: DemoPortals) -> None:
    answers = {name: ask(f"{portals.base(name)}/robots.txt") for name in portals.ports}
    assert {name: response.status for name, (response, _) in answers.items()} == {
        "qinghe": 404,
        "tongxi": 200,
        "zhulan": 404,
        "qinghe-water": 404,
        "jichuan": 404,
    }
    assert b"Disallow: /private/" in answers["tongxi"][1]
    listed = ask(f"{portals.column_urls()['tongxi-gov']}index_1.html")[1]
    assert b'href="/private/' in listed


def test_the_log_keeps_every_request_in_order(fresh_portals: DemoPortals) -> None:
    base = fresh_portals.base("zhulan")
    ask(f"{base}/")
    ask(f"{base}/missing?x=1", "HEAD")
    assert [(request.method, request.host, request.path, request.status) for request in fresh_portals.log] == [
        ("GET", urlsplit(base).netloc, "/", 200),
        ("HEAD", urlsplit(base).netloc, "/missing?x=1", 404),
    ]
    assert fresh_portals.log[0].at <= fresh_portals.log[1].at


def test_links_between_portals_lead_to_the_ports_in_use(portals: DemoPortals) -> None:
    listed = ask(f"{portals.column_urls()['qinghe-gov']}2023n/")[1].decode()
    assert f'href="{portals.report_urls()["qinghe-water", 2023]}"' in listed


def test_an_archive_remembers_its_ports(tmp_path: Path) -> None:
    with start(tmp_path) as first:
        ports = dict(first.ports)
        urls = first.report_urls()
    assert json.loads((tmp_path / PORTS_FILE).read_text(encoding="utf-8")) == ports
    with start(tmp_path) as second:
        assert (second.ports, second.report_urls()) == (ports, urls)
        assert ask(second.portals()[0].home_url)[0].status == 200


def test_two_demos_at_once_take_different_ports(tmp_path: Path) -> None:
    with start(tmp_path / "one") as one, start(tmp_path / "two") as two:
        assert not set(one.ports.values()) & set(two.ports.values())


def test_a_remembered_port_in_use_is_one_clear_error(tmp_path: Path) -> None:
    with create_server((ADDRESS, 0)) as other:
        taken = other.getsockname()[1]
        (tmp_path / PORTS_FILE).write_text(json.dumps({"zhulan": taken}), encoding="utf-8")
        with pytest.raises(PortsError, match=rf"port {taken} of the demo portal zhulan cannot be used") as caught:
            start(tmp_path)
    assert caught.value.filename == str(tmp_path / PORTS_FILE)


@pytest.mark.parametrize("content", ["", "[]", '{"zhulan": "18103"}', '{"zhulan": 0}'])
def test_a_damaged_list_of_ports_is_one_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / PORTS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(PortsError, match="no list of the demo portals' ports"):
        start(tmp_path)
