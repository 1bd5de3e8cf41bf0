"""The registry of portals: one YAML file each, read strictly, so that a slip of the pen is an error and not a gap."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawler.errors import RegistryError
from crawler.families import FAMILIES
from crawler.hosts import HostRules, absolute, slot

FOLDER = Path(__file__).parent / "portals"


@dataclass(frozen=True, slots=True)
class Column:
    """A known annual-report column and the agency it belongs to (None: a collective column)."""

    url: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal to be crawled. `region` is a GB/T 2260 code; `expected_reports` is the least a full crawl must find."""

    id: str
    name: str | None
    home: str
    region: str | None = None
    family: str | None = None
    columns: tuple[Column, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    expected_reports: int = 0
    note: str = field(default="", compare=False)


_KEYS: dict[str, type] = {
    "id": str,
    "name": str,
    "home": str,
    "region": str,
    "family": str,
    "columns": list,
    "allow_hosts": list,
    "expect": dict,
    "note": str,
}
_REQUIRED = ("id", "name", "home", "region")


def load_all(folder: Path = FOLDER) -> list[Portal]:
    """Return all registered portals by id; raises RegistryError for the first file that is wrong."""
    portals = [load(path) for path in sorted(folder.glob("*.yaml"))]
    ids = [portal.id for portal in portals]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise RegistryError(f"two portal files have the id {twice!r}")
    return portals


def load(path: Path) -> Portal:
    """Return the portal of one file; raises RegistryError naming the file and the key."""
    try:
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path.name}: is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entry, dict):
        raise RegistryError(f"{path.name}: must be a mapping of keys")
    _check_keys(path.name, entry)
    return _checked(path.name, _portal(path.name, entry))


def portal_of(url: str, region: str | None = None) -> Portal:
    """Return an unregistered portal for an address; its id is made of host and path."""
    path = re.sub(r"(/gkmlpt)?/(index(\.s?html?)?)?$", "", urlsplit(url).path)
    host = slot(url).removesuffix(":80").removesuffix(":443")
    return Portal(id=f"{host}{path}", name=None, home=url, region=region)


def _check_keys(name: str, entry: dict[Any, Any]) -> None:
    for key, value in entry.items():
        if key not in _KEYS:
            raise RegistryError(f"{name}: unknown key {key!r}")
        if not isinstance(value, _KEYS[key]):
            raise RegistryError(f"{name}: {key}: must be a {_KEYS[key].__name__}, is {value!r}")
    for key in _REQUIRED:
        if key not in entry:
            raise RegistryError(f"{name}: {key}: is missing")


def _portal(name: str, entry: dict[str, Any]) -> Portal:
    return Portal(
        id=entry["id"],
        name=entry["name"],
        home=entry["home"],
        region=entry["region"],
        family=entry.get("family"),
        columns=tuple(_column(name, column) for column in entry.get("columns", [])),
        allow_hosts=tuple(map(str, entry.get("allow_hosts", []))),
        expected_reports=_expected(name, entry.get("expect", {})),
        note=entry.get("note", ""),
    )


def _column(name: str, value: object) -> Column:
    if isinstance(value, str):
        return Column(value)
    if not isinstance(value, dict) or not isinstance(value.get("url"), str) or set(value) - {"url", "agency"}:
        raise RegistryError(f"{name}: columns: each is an address, or has url and agency, not {value!r}")
    return Column(value["url"], value.get("agency"))


def _expected(name: str, expect: dict[str, Any]) -> int:
    if set(expect) - {"reports"} or not isinstance(expect.get("reports", 0), int):
        raise RegistryError(f"{name}: expect: has only reports, a whole number, not {expect!r}")
    return int(expect.get("reports", 0))


def _checked(name: str, portal: Portal) -> Portal:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", portal.id):
        raise RegistryError(f"{name}: id: {portal.id!r} must be of lower-case letters, digits and hyphens")
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", portal.region or ""):
        raise RegistryError(f"{name}: region: {portal.region!r} is no GB/T 2260 code")
    if portal.family not in {None, *FAMILIES}:
        raise RegistryError(f"{name}: family: {portal.family!r} is none of {', '.join(FAMILIES)}")
    hosts = HostRules.admitting(portal.allow_hosts)
    for url in (portal.home, *(column.url for column in portal.columns)):
        if absolute(url, url) is None or not hosts.allow(url):
            raise RegistryError(f"{name}: {url!r} is no address under gov.cn (others must stand in allow_hosts)")
    return portal
