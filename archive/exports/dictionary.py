"""The data dictionary: titles, descriptions and units of tables and columns, from the metadata that readers of the site get."""

import re
from pathlib import Path
from typing import Any

import yaml

from archive.exports.model import Text

# What only Chinese uses: Han characters and full-width punctuation.
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CAPITAL = re.compile(r"(?:^|(?<= ))[A-Z]")
_UNIT = re.compile(r"（(件|项|万元|字节)[，）]")
UNITS = {
    "件": Text("件", "items"),
    "项": Text("项", "items"),
    "万元": Text("万元", "10,000 yuan"),
    "字节": Text("字节", "bytes"),
}


class Dictionary:
    """What the metadata of the database `archive` says about its tables."""

    def __init__(self, tables: dict[str, Any]) -> None:
        """Take the tables of the metadata."""
        self._tables = tables

    @classmethod
    def load(cls, metadata: Path) -> "Dictionary":
        """Read a Datasette metadata file."""
        content = yaml.safe_load(metadata.read_text(encoding="utf-8"))
        return cls(content["databases"]["archive"]["tables"])

    def title(self, table: str) -> Text:
        """Return the title of a table."""
        return bilingual(self._tables[table]["title"])

    def description(self, table: str) -> Text:
        """Return what a row of a table is."""
        return bilingual(self._tables[table]["description"])

    def column(self, table: str, column: str) -> Text:
        """Return what a column means."""
        return bilingual(self._text(table, column))

    def unit(self, table: str, column: str) -> Text | None:
        """Return the unit that the description of a column names in brackets."""
        found = _UNIT.search(self._text(table, column))
        return UNITS[found.group(1)] if found else None

    def _text(self, table: str, column: str) -> str:
        return str(self._tables.get(table, {}).get("columns", {}).get(column, column))


def bilingual(text: str) -> Text:
    """Split a text in which English stands behind Chinese; where one of the two is missing, the text stands for both.

    English begins at the first capital behind the last Chinese character; a word that stands there twice ends the Chinese.
    """
    words = " ".join(text.split())
    last = next((found.end() for found in reversed(list(_CHINESE.finditer(words)))), 0)
    space = words.find(" ", last)
    if space < 0 or not last:
        return Text(words, words)
    capital = _CAPITAL.search(words, space + 1)
    start = capital.start() if capital else space + 1
    first, _, rest = words[start:].partition(" ")
    if rest.split(" ")[0] == first:
        start += len(first) + 1
    return Text(words[:start].strip(), words[start:].strip())
