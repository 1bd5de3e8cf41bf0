"""The ids under which the cells of a report stand in the inert copies of its files, from the places that `where` names."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from extract.document import Place, place_as_json


def anchor(place: Place) -> str | None:
    """Return the id of a place in the copy of the file it stands in, or None for a place on a page or in a picture."""
    return anchor_of(place_as_json(place) or {})


def anchor_of(where: Mapping[str, Any]) -> str | None:
    """Return the id of the place that a `where` names; None for a place on a page or in a picture.

    The names of sheets are told by a digest, for an id holds no spaces.
    """
    if "table" in where:
        return f"t{where['table']}r{where['row']}c{where['column']}"
    if "sheet" in where:
        return f"s{sha256(str(where['sheet']).encode()).hexdigest()[:8]}r{where['row']}c{where['column']}"
    if "line" in where:
        return f"l{where['line']}c{where['start']}"
    return f"b{where['block']}c{where['start']}" if "block" in where else None
