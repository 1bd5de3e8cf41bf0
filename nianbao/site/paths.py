"""Addresses of the pages of agencies, divisions and captures."""

from urllib.parse import quote


def agency_path(agency_id: str) -> str:
    """Return the address of an agency's page."""
    return f"/agency/{quote(agency_id, safe='')}"


def region_path(code: str | None) -> str:
    """Return the address of a division's page; that of the whole country where none is given."""
    return f"/region/{quote(code, safe='')}" if code else "/regions"


def capture_path(capture: str) -> str:
    """Return the address of the page of a capture."""
    return f"/-/capture/{quote(capture, safe='')}"
