"""No crawl leads into a private network, takes more than it may, or blames an agency for what was done to us."""
# ruff: noqa: N802 - the names are those of Twisted's interfaces

from pathlib import Path
from typing import Any

import pytest

from crawler.hosts import HostRules
from crawler.resolving import PublicOnly, is_public
from nianbao.demo.traps import hostile
from nianbao.demo.traps.county import COLUMN, path
from tests.trap_runs import all_served, crawl, rows


@pytest.mark.parametrize("address", ["1.1.1.1", "2400:3200::1", "::ffff:1.1.1.1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "no address",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


class _Address:
    def __init__(self, host: str) -> None:
        self.host = host


class _Resolver:
    """Answers with a new list of addresses each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, *_: Any) -> None:
        for host in self._answers.pop(0):
            receiver.addressResolved(_Address(host))
        receiver.resolutionComplete()


class _Receiver:
    def __init__(self) -> None:
        self.found: list[str] = []

    def addressResolved(self, address: _Address) -> None:
        self.found.append(address.host)

    def resolutionComplete(self) -> None:
        pass


def test_a_name_is_checked_each_time_it_is_resolved() -> None:
    resolver = PublicOnly(
        _Resolver(["1.1.1.1", "10.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]), HostRules.admitting(["a.example:8080"])
    )
    first, rebound, admitted = _Receiver(), _Receiver(), _Receiver()
    resolver.resolveHostName(first, "www.x.gov.cn", 80)
    resolver.resolveHostName(rebound, "www.x.gov.cn", 80)
    resolver.resolveHostName(admitted, "a.example", 8080)
    assert (first.found, rebound.found, admitted.found) == (["1.1.1.1"], [], ["127.0.0.1"])
    assert resolver.refused == {"www.x.gov.cn": "127.0.0.1"}


def test_a_hostile_portal(tmp_path: Path) -> None:
    trap, folder = hostile.hostile(), tmp_path / "a"
    with all_served([trap]):
        (portal,) = crawl(
            folder,
            trap,
            names=hostile.PRIVATE_NAMES,
            settings={"DOWNLOAD_TIMEOUT": 2, "ATTACHMENT_TIMEOUT": 2, "DOWNLOAD_MAXSIZE": 4 * 1024**2},
        ).values()
    assert portal["counts"]["requests"] <= 40
    attempts = {
        url: (outcome, detail) for url, outcome, detail in rows(folder, "SELECT url, outcome, detail FROM attempts")
    }
    for name, address in hostile.PRIVATE_NAMES.items():
        reason = f"the host leads to {address}, which is not a public address"
        assert attempts[f"http://{name}/a.html"] == ("error", reason)
    for host in (
        "10.0.0.1",
        "127.0.0.1:9",
        "[::1]",
        "169.254.169.254",
        "2130706433",
        "localhost",
        "mc-gov.cn",
        "192.168.0.1",
    ):
        assert [why for url, why in attempts.items() if url.split("/")[2] == host] == [("error", "host not allowed")], (
            host
        )
    assert not [url for url in attempts if not url.startswith(("http://", "https://"))]
    base = f"{trap.home[:-1]}{COLUMN}"
    assert attempts[f"{base}giant.pdf"][0] == attempts[f"{base}endless.html"][0] == "too_large"
    assert attempts[f"{base}drops.html"] == ("unreachable", "timeout")
    stored = dict(rows(folder, "SELECT url, outcome FROM captures"))
    assert stored[f"{base}bomb.html"] == "too_large" and stored[f"{base}bomb.zip"] == "ok"
    assert stored[f"{trap.home[:-1]}{path(2023)}"] == "error"
    assert not [url for url in stored if not url.startswith(trap.home)]
    assert portal["counts"]["reports_found"] == 3


def test_a_name_that_leads_into_a_private_network_is_no_portal(tmp_path: Path) -> None:
    names, folder = {"www.muchuanping.gov.cn": "10.0.0.1", "muchuanping.gov.cn": "192.168.0.1"}, tmp_path / "a"
    (portal,) = crawl(folder, urls=["http://www.muchuanping.gov.cn/"], names=names).values()
    assert portal["outcome"] == "error"
    details = {detail for (detail,) in rows(folder, "SELECT detail FROM attempts WHERE role = 'home'")}
    assert details == {"the host leads to 10.0.0.1, which is not a public address"}
