"""Which agency a report belongs to, as far as names and the place of the link can tell.

An agency id is the region's code and the canonical name; without a region the name alone. Ids are never reused.
"""

import re
from dataclasses import dataclass

_BRACKETS = re.compile(r"[\s（(].*$|\s+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An agency by id and name, the other name under which it appeared, and whether printed and listed names disagree."""

    id: str
    name: str
    alias: str | None
    conflict: bool


def attribute(printed: str | None, listed: str | None, region: str | None) -> Attribution | None:
    """Return the agency of a report from the name it prints and the owner of the column it was listed in.

    Of two names of which one ends in the other, the fuller is canonical; names that disagree are a conflict, and the
    printed one counts. None when neither is known.
    """
    printed, listed = (_clean(name) for name in (printed, listed))
    name = printed or listed
    if name is None:
        return None
    conflict, alias = False, None
    if printed and listed and printed != listed:
        if listed.endswith(printed):
            name, alias = listed, printed
        elif printed.endswith(listed):
            alias = listed
        else:
            conflict = True
    return Attribution(f"{region}-{name}" if region else name, name, alias, conflict)


def _clean(name: str | None) -> str | None:
    return _BRACKETS.sub("", name.strip()) or None if name else None
