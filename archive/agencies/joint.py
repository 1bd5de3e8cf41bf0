"""Names of several agencies in one: 水利局、农业农村局 or 人民政府和办公室."""

import re

from archive.agencies.bodies import GOVERNMENT, OFFICE, ends_as_agency

_JOINT = re.compile(r"、|[和与及暨]")
_MOST = 6


def split(text: str) -> tuple[str, ...]:
    """Return the names of the agencies that a plain text names: where both sides of a joint end as agencies do."""
    names = [text]
    for joint in reversed(list(_JOINT.finditer(text))):
        left, right = names[0][: joint.start()], names[0][joint.end() :]
        if ends_as_agency(left) and ends_as_agency(right) and len(names) < _MOST:
            names[:1] = [left, right]
    return _headquarters(text) or tuple(names)


def _headquarters(text: str) -> tuple[str, ...]:
    """Return government and office for 人民政府机关, the report of both in one."""
    match = re.fullmatch(r"(?P<place>.+?)(?:人民政府|政府)(?:机关|本级)", text)
    if match is None or match["place"].endswith(("镇", "乡", "苏木")):
        return ()
    return f"{match['place']}{GOVERNMENT}", f"{match['place']}{OFFICE}"
