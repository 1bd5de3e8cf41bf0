"""Make Datasette search Chinese: its own search box and canned queries go through `zh_query`."""

import sqlite3

from datasette import hookimpl

from archive.search import zh_query, zh_snippet


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register zh_query, also under the name that Datasette calls for `?_search=`, and zh_snippet."""
    for name in ("zh_query", "escape_fts"):
        conn.create_function(name, 1, zh_query, deterministic=True)
    conn.create_function("zh_snippet", 3, zh_snippet, deterministic=True)
