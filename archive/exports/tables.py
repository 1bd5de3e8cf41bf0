"""The tables of an export: their columns, keys and types from the published database, their meaning from the dictionary."""

import sqlite3
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from archive.exports.dictionary import Dictionary, bilingual
from archive.exports.model import Column, ForeignKey, Kind, Table

KINDS: dict[str, Kind] = {"TEXT": "string", "INTEGER": "integer", "REAL": "number", "ANY": "number"}


def load_tables(db: sqlite3.Connection, dictionary: Dictionary) -> list[Table]:
    """Return the tables to export that stand in the database; the wide one is made from the forms and is not among them."""
    return [_table(db, dictionary, name, entry) for name, entry in declared().items() if entry["by"] != "report"]


@cache
def declared() -> dict[str, dict[str, Any]]:
    """Return what is declared of each table: how its rows belong to years, and texts that the dictionary lacks."""
    found: dict[str, dict[str, Any]] = _read("tables.yaml")
    return found


def kind_of(name: str, declared_type: str) -> Kind:
    """Return the type of a column as it is exported."""
    types = _read("types.yaml")
    if name in types["days"]:
        return "date"
    return "datetime" if name in types["moments"] else KINDS[declared_type]


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


def _table(db: sqlite3.Connection, dictionary: Dictionary, name: str, entry: dict[str, Any]) -> Table:
    info = db.execute("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", [name]).fetchall()
    texts = entry.get("columns", {})
    columns = tuple(
        Column(column, kind_of(column, kind), bilingual(texts[column]))
        if column in texts
        else Column(column, kind_of(column, kind), dictionary.column(name, column), dictionary.unit(name, column))
        for column, kind, _ in info
    )
    key = tuple(column for column, _, place in sorted(info, key=lambda row: row[2]) if place)
    title = bilingual(entry["title"]) if "title" in entry else dictionary.title(name)
    text = bilingual(entry["description"]) if "description" in entry else dictionary.description(name)
    return Table(name, entry["by"], title, text, columns, key, _foreign_keys(db, name))


def _foreign_keys(db: sqlite3.Connection, name: str) -> tuple[ForeignKey, ...]:
    """Return the declared references to tables that are exported too."""
    rows = db.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY id DESC', [name])
    return tuple(ForeignKey(*row) for row in rows if row[1] in declared())
