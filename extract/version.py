"""The version of the extractor: that of the package and a hash of all code and data that decide what is read."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path


@cache
def extractor_version() -> str:
    """Return the version under which results are stored; any change to code or data of `extract` gives another one."""
    folder = Path(__file__).parent
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".json", ".yaml"):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{version('nianbao')}+{digest.hexdigest()[:8]}"
