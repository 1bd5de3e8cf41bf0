"""The data files of the crawler: what is known about the outside world, beside the code that reads it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """Return the content of a YAML file of this package, such as `titles.yaml`."""
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
