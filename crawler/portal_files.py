"""The registry on disk, read strictly, so that a slip of the pen is an error and not a gap.

A portal file holds one portal or several, as a stream of YAML documents.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from crawler.errors import RegistryError
from crawler.expectations import Expectation
from crawler.families import FAMILIES
from crawler.hosts import HostRules, absolute
from crawler.registry import Column, Portal, place

FOLDER = Path(__file__).parent / "portals"
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 32 * 1024 * 1024
_KEYS: dict[str, type] = {
    "id": str,
    "name": str,
    "home": str,
    "region": str,
    "disclosure": str,
    "columns": list,
    "allow_hosts": list,
    "expect": dict,
    "site_code": str,
    "note": str,
}
_REQUIRED = ("id", "name", "home", "region")
_EXPECTED: dict[str, type] = {"reports": int, "columns": int, "family": str}
_ID = r"[a-z0-9][a-z0-9._:/-]*"
_REGION = r"\d{6}|\d{9}|\d{12}"


def load_all(own: Path | None = None, folder: Path = FOLDER) -> list[Portal]:
    """Return all registered portals by id: those of the project and those in the operator's own folder.

    A portal of one's own takes the place of one of the project's with the same id. Raises RegistryError for the first
    file that is wrong, and for two portals at one address.
    """
    given = {portal.id: portal for portal in load_folder(folder)}
    mine = {portal.id: portal for portal in load_folder(own)} if own else {}
    portals = [given[name] for name in sorted(given.keys() - mine.keys())] + [mine[name] for name in sorted(mine)]
    check_distinct(portals)
    return sorted(portals, key=lambda portal: portal.id)


def load_folder(folder: Path) -> list[Portal]:
    """Return the portals of all files in a folder; raises RegistryError for the first that is wrong."""
    if not folder.is_dir():
        raise RegistryError(f"{folder} is not a folder of portal files")
    portals = [portal for path in sorted(folder.glob("*.yaml")) for portal in load(path)]
    twice = first_twice(portal.id for portal in portals)
    if twice:
        raise RegistryError(f"{folder.name}: two portals have the id {twice!r}")
    return portals


def check_distinct(portals: Sequence[Portal]) -> None:
    """Raise RegistryError when two portals have one home address."""
    seen: dict[str, Portal] = {}
    for portal in portals:
        other = seen.setdefault(place(portal.home), portal)
        if other is not portal:
            raise RegistryError(f"the portals {other.id!r} and {portal.id!r} have one home address: {portal.home}")


def first_twice(names: Iterable[str]) -> str | None:
    """Return the first name that was there before, None when all differ."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def load(path: Path) -> list[Portal]:
    """Return the portals of one file, a YAML document each; raises RegistryError naming the file and the key."""
    if path.stat().st_size > _LARGEST:
        raise RegistryError(f"{path.name}: is larger than {_LARGEST} bytes")
    portals = [_portal(name, entry) for name, entry in _entries(path)]
    if not portals:
        raise RegistryError(f"{path.name}: holds no portal")
    return portals


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a file, each with the name that errors call it by."""
    try:
        entries = list(yaml.load_all(path.read_text(encoding="utf-8-sig"), Loader=_LOADER))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise RegistryError(f"{path.name}: is not YAML: {' '.join(str(error).split())}") from error
    for number, entry in enumerate(entries, 1):
        name = path.name if len(entries) == 1 else f"{path.name}: portal {number}"
        if not isinstance(entry, dict):
            raise RegistryError(f"{name}: must be a mapping of keys")
        yield f"{name} ({entry['id']})" if len(entries) > 1 and isinstance(entry.get("id"), str) else name, entry


def _portal(name: str, entry: dict[str, Any]) -> Portal:
    _check_keys(name, entry, _KEYS)
    for key in _REQUIRED:
        if key not in entry:
            raise RegistryError(f"{name}: {key}: is missing")
    portal = Portal(
        **{key: value for key, value in entry.items() if _KEYS[key] is str},
        columns=tuple(_column(name, column) for column in entry.get("columns", [])),
        allow_hosts=tuple(_hosts(name, entry.get("allow_hosts", []))),
        expect=_expected(name, entry.get("expect", {})),
    )
    _check(name, portal)
    return portal


def _check_keys(name: str, entry: dict[Any, Any], keys: dict[str, type]) -> None:
    for key, value in entry.items():
        if key not in keys:
            raise RegistryError(f"{name}: unknown key {key!r}")
        if not isinstance(value, keys[key]) or isinstance(value, bool):
            raise RegistryError(f"{name}: {key}: must be a {keys[key].__name__}, is {value!r}")


def _column(name: str, value: object) -> Column:
    if isinstance(value, str):
        return Column(value)
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        raise RegistryError(f"{name}: columns: each is an address, or has url and agency, not {value!r}")
    _check_keys(f"{name}: columns", value, {"url": str, "agency": str})
    return Column(value["url"], value.get("agency"))


def _hosts(name: str, values: list[object]) -> Iterator[str]:
    for value in values:
        if not isinstance(value, str) or not re.fullmatch(r"[\w.-]+(:\d+)?", value):
            raise RegistryError(f"{name}: allow_hosts: each is HOST or HOST:PORT, not {value!r}")
        yield value


def _expected(name: str, expect: dict[Any, Any]) -> Expectation:
    _check_keys(f"{name}: expect", expect, _EXPECTED)
    if any(expect.get(key, 0) < 0 for key in ("reports", "columns")):
        raise RegistryError(f"{name}: expect: no number is below 0")
    if expect.get("family") not in {None, *FAMILIES}:
        raise RegistryError(f"{name}: expect: family: {expect['family']!r} is none of {', '.join(FAMILIES)}")
    return Expectation(**expect)


def _check(name: str, portal: Portal) -> None:
    if not re.fullmatch(_ID, portal.id) or "://" in portal.id:
        raise RegistryError(f"{name}: id: {portal.id!r} must be of lower-case letters, digits and any of - . _ / :")
    if not portal.name or not portal.name.strip():
        raise RegistryError(f"{name}: name: is empty")
    if not re.fullmatch(_REGION, portal.region or ""):
        raise RegistryError(f"{name}: region: {portal.region!r} is no GB/T 2260 code")
    hosts = HostRules.admitting(portal.allow_hosts)
    addresses = {"home": [portal.home], "disclosure": [portal.disclosure] if portal.disclosure else []}
    for key, urls in (addresses | {"columns": [column.url for column in portal.columns]}).items():
        for url in urls:
            if absolute(url, url) is None or not hosts.allow(url):
                raise RegistryError(
                    f"{name}: {key}: {url!r} is no address under gov.cn (others must stand in allow_hosts)"
                )
