"""Datasette's pages of tables, rows and prepared queries in our own templates: words for tables, columns and conditions."""

from typing import Any

from datasette import hookimpl

from nianbao.site.pages import read
from nianbao.site.tables import LOOKUPS, examples, meaning, parameter, query_label, short_label


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Let the templates name tables, columns, conditions and parameters."""

    def tables(database: str) -> dict[str, Any]:
        return datasette.metadata(database=database, key="tables") or {}

    def table_title(database: str, table: str) -> str:
        return str((tables(database).get(table) or {}).get("title") or table)

    def column_label(database: str, table: str | None, column: str, sql: str = "") -> str:
        told = tables(database)
        if table is None:
            return query_label(told, sql, column)
        return short_label(((told.get(table) or {}).get("columns") or {}).get(column))

    env.globals.update(
        table_title=table_title,
        column_label=column_label,
        parameter=parameter,
        lookup_names=LOOKUPS,
        key_meaning=meaning,
    )


@hookimpl
def extra_template_vars(datasette: Any, template: str) -> Any:
    """Give the pages of prepared queries an example of each parameter."""

    async def inner() -> dict[str, Any]:
        return {"examples": await read(datasette, examples)} if template == "query.html" else {}

    return inner
