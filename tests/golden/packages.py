"""ZIP packages whose bytes depend on their members alone, not on the time they are written."""

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def package(members: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP file of these members in this order."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def timeless(data: bytes) -> bytes:
    """Return a ZIP file without the times at which it and its members were written."""
    with ZipFile(BytesIO(data)) as file:
        return package({name: _TIME.sub(b"2025-01-01T00:00:00Z", file.read(name)) for name in file.namelist()})
