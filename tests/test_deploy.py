"""The public site as it is deployed: nginx in front of `nianbao serve`, the units of systemd, the nightly update."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.search import report_path
from tests.published import CURRENT, WATER
from tests.site_world import site_at

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
SITE, SOURCES = "nianbao.example.org", "sources.nianbao.example.org"
NGINX = """{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    # What stands in Debian's own nginx.conf beside the files of conf.d.
    sendfile on; tcp_nopush on; types_hash_max_size 2048; gzip on;
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;

    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/nianbao.conf;
}}
"""

needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Front:
    """Where nginx listens without and with TLS, and the certificate it shows."""

    plain: int
    port: int
    certificate: Path

    def ask(
        self,
        path: str,
        host: str = SITE,
        method: str = "GET",
        reader: str = "127.0.0.1",
        *,
        tls: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        port = self.port if tls else self.plain
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(reader, 0))
        try:
            connection.connect()
            if tls:
                context = ssl.create_default_context(cafile=str(self.certificate))
                connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": host, **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Serve a published archive as the unit does, with nginx before it; only paths and ports are changed."""
    folder, archive = tmp_path_factory.mktemp("nginx"), site_at(tmp_path_factory.mktemp("archive"))
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(archive), "--port", "0", "--as-published"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as site:
        assert site.stdout is not None
        upstream = site.stdout.readline().strip().removeprefix("http://").rstrip("/")
        plain, port = free_port(), free_port()
        certificate = self_signed(folder / "both.pem", SITE, SOURCES)
        text = (DEPLOY / "nginx" / "nianbao.conf").read_text(encoding="utf-8")
        text = re.sub(r"listen( +)80\b", rf"listen\g<1>127.0.0.1:{plain}", text)
        text = re.sub(r"listen( +)443\b", rf"listen\g<1>127.0.0.1:{port}", text).replace("127.0.0.1:8100", upstream)
        text = re.sub(r"/etc/letsencrypt/\S+\.pem", str(certificate), text)
        text = text.replace("127.0.0.1:8101", f"127.0.0.1:{free_port()}")
        text = text.replace("/var/cache/nginx/nianbao", f"{folder}/cache").replace("/srv/nianbao/archive", str(archive))
        text = text.replace("rate=5r/s", "rate=1r/m")
        (folder / "nianbao.conf").write_text(text, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user), encoding="utf-8")
        with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]) as nginx:
            try:
                _wait(port)
                yield Front(plain, port, certificate)
            finally:
                nginx.terminate()
                site.terminate()


def self_signed(path: Path, *hosts: str) -> Path:
    """Write a key and a certificate for some hosts into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=20000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


@needs_nginx
def test_a_page_is_asked_of_the_archive_once(front: Front) -> None:
    assert front.ask("/methods").headers["x-cache"] == "MISS"
    again = front.ask("/methods")
    assert again.status == 200
    assert again.headers["x-cache"] == "HIT"
    assert again.headers["content-security-policy"].startswith("default-src 'none'")
    assert again.headers["x-content-type-options"] == "nosniff"


@needs_nginx
def test_addresses_bear_the_public_name(front: Front) -> None:
    page = front.ask(report_path(WATER, 2024)).body.decode()
    assert f"https://{SITE}/r/" in page
    assert "127.0.0.1:" not in page.replace("127.0.0.1:9/", "")
    assert f"https://{SITE}/" in front.ask("/feeds/late.atom").body.decode()


@needs_nginx
def test_pages_travel_packed(front: Front) -> None:
    packed = front.ask("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert front.ask("/", headers={"Accept-Encoding": "br, gzip"}).headers["x-cache"] == "HIT"
    assert len(packed.body) * 3 < len(front.ask("/").body)


@needs_nginx
@pytest.mark.parametrize(
    "path", ["//example.com/", "/\\example.com/", "/%5Cexample.com", "/-/settings", "/-/databases"]
)
def test_no_way_to_other_hosts_and_to_the_inside(front: Front, path: str) -> None:
    answer = front.ask(path)
    assert answer.status in (400, 404)
    assert "location" not in answer.headers


@needs_nginx
def test_nobody_changes_anything_and_cookies_stay_out(front: Front) -> None:
    assert front.ask("/", method="POST").status == 405
    answer = front.ask("/methods", headers={"Cookie": "ds_actor=anything"})
    assert answer.status == 200
    assert "set-cookie" not in answer.headers


@needs_nginx
def test_another_name_gets_no_answer(front: Front) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        front.ask("/", host="attacker.example.net", tls=False)
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        front.ask("/", host="attacker.example.net")


@needs_nginx
@pytest.mark.parametrize("host", [SITE, SOURCES])
def test_without_tls_there_is_only_the_way_to_it(front: Front, host: str) -> None:
    answer = front.ask("/search?q=%E5%A4%8D", host=host, tls=False)
    assert (answer.status, answer.headers["location"]) == (301, f"https://{host}/search?q=%E5%A4%8D")
    assert front.ask("/.well-known/acme-challenge/none", host=host, tls=False).status == 404
    assert front.ask("/robots.txt", host=host).headers["strict-transport-security"] == "max-age=15552000"


@needs_nginx
def test_searching_in_a_loop_is_slowed_down_and_reading_is_not(front: Front) -> None:
    searches = [front.ask(f"/search?q={number}", reader="127.0.0.2").status for number in range(24)]
    assert searches == [200] * 21 + [429] * 3
    assert {front.ask("/methods", reader="127.0.0.2").status for _ in range(60)} == {200}


@needs_nginx
def test_whole_files_come_in_ranges(front: Front) -> None:
    part = front.ask("/archive.db", headers={"Range": "bytes=0-15"})
    assert part.status == 206
    assert part.body == b"SQLite format 3\0"


@needs_nginx
def test_sources_can_stand_on_a_host_of_their_own(front: Front) -> None:
    assert front.ask(f"/-/source/{CURRENT}", host=SOURCES).headers["content-security-policy"].startswith("sandbox")
    assert front.ask("/", host=SOURCES).status == 404
    assert front.ask("/-/raw/cap-a", host=SOURCES).status == 404
    assert front.ask("/robots.txt", host=SOURCES).body == b"User-agent: *\nDisallow: /\n"


@needs_nginx
def test_search_engines_are_kept_from_what_only_readers_ask_for(front: Front) -> None:
    told = front.ask("/robots.txt")
    assert told.headers["content-type"] == "text/plain"
    assert b"Disallow: /*?\n" in told.body


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_understood(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/srv/nianbao/software/.venv/bin/nianbao", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout + told.stderr == ""


@pytest.mark.parametrize(
    ("failing", "status", "ran"),
    [
        ("", 0, ["crawl", "extract", "publish"]),
        ("crawl", 1, ["crawl", "extract", "publish"]),
        ("publish", 1, ["crawl", "extract", "publish"]),
    ],
)
def test_an_update_publishes_what_there_is(tmp_path: Path, failing: str, status: int, ran: list[str]) -> None:
    command = tmp_path / "nianbao"
    command.write_text(
        f'#!/bin/sh\necho "$1" >> {tmp_path}/ran\necho "{{}}"\n[ "$1" != "{failing}" ]\n', encoding="utf-8"
    )
    command.chmod(0o755)
    done = subprocess.run(
        ["sh", str(DEPLOY / "update.sh"), str(command), str(tmp_path / "archive")], check=False, capture_output=True
    )
    assert done.returncode == status
    assert (tmp_path / "ran").read_text(encoding="utf-8").split() == ran
    assert (tmp_path / "archive" / "update" / "publish.json").read_text(encoding="utf-8") == "{}\n"
