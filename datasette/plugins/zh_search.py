"""Make Datasette search Chinese: its own search box and canned queries go through `zh_query`."""

import sqlite3

from datasette import hookimpl

from archive.search_index import register


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register the functions of the search, zh_query also under the name that Datasette calls for `?_search=`."""
    register(conn)
