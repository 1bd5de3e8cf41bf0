"""The data files of the crawler: what is known about the outside world, beside the code that reads it."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> Any:
    """Return the content of a YAML file of this package, such as `titles.yaml`."""
    return yaml.load((Path(__file__).parent / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (safe)


@cache
def union(name: str, key: str) -> re.Pattern[str]:
    """Return what matches where any of the patterns does that a YAML file lists under a key."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in load(name)[key]))
