"""Central organs and the systems whose bodies in the provinces bear their names (`central.yaml`)."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from archive.agencies import bodies


def system_of(name: str) -> tuple[str, str]:
    """Split the name of a national system from the front of a name."""
    system = next((one for one in table()["systems"] if name.startswith(one) and name != one), "")
    if system and re.match("驻(?!马店)", name.removeprefix(system)):
        system = f"{system}驻"
    return system, name.removeprefix(system)


def is_of_system(name: str) -> bool:
    """Return whether a name begins with that of a national system."""
    return name.startswith(tuple(table()["systems"]))


@cache
def organs() -> dict[str, str]:
    """Return the central organs by the keys of their names: 国家发展改革委 is 国家发展和改革委员会."""
    return {bodies.kind_of(name).key: name for name in table()["organs"]}


@cache
def table() -> dict[str, Any]:
    """Return what is known of central organs and systems (`central.yaml`)."""
    loaded: dict[str, Any] = yaml.safe_load((files(__package__) / "central.yaml").read_text(encoding="utf-8"))
    return loaded
