"""What stands on every page: as of when the data are, whom to write to."""

import sqlite3
from typing import Any

from datasette import hookimpl

from nianbao.site.contact import contact_link


@hookimpl
def extra_template_vars(datasette: Any) -> Any:
    """Give every template `data_current_to` (UTC) and the contact."""

    async def inner() -> dict[str, Any]:
        contact = (datasette.plugin_config("nianbao") or {}).get("contact")
        return {"data_current_to": await _newest(datasette), "contact": contact, "contact_link": contact_link(contact)}

    return inner


async def _newest(datasette: Any) -> str | None:
    try:
        found = await datasette.get_database("archive").execute("SELECT last_capture FROM summary_holdings")
    except (KeyError, sqlite3.Error):
        return None
    row = found.first()
    return row[0] if row else None
