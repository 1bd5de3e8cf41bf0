"""Write docs/data.md, the data dictionary, from what datasette/metadata.yaml tells readers: `python scripts/dictionary.py`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE, TARGET = ROOT / "datasette" / "metadata.yaml", ROOT / "docs" / "data.md"
HEAD = """\
# Data dictionary

Made from `datasette/metadata.yaml` by `python scripts/dictionary.py`; change it there. On the site the same stands under `/dictionary`, with types.

Figures stand as printed: errors are flagged, never corrected. Blank is NULL and not zero. Times are UTC, days are those of China.
Row and column keys of the three tables of the form: `t2.<row>.<col>`, `t3.<row>.<col>`, `t4.<col>`, `stat.<row>`.
"""


def dictionary(metadata: Mapping[str, Any]) -> str:
    """Return the data dictionary as Markdown: the tables with their columns, then the queries with their parameters."""
    return "\n".join([HEAD, *_sections(metadata)]) + "\n"


def _sections(metadata: Mapping[str, Any]) -> Iterator[str]:
    for database, told in metadata["databases"].items():
        yield f"## `{database}.db`\n\n{told['description']}\n"
        for name, table in told["tables"].items():
            if not table.get("hidden"):
                yield from _table(name, table)
        yield f"### Queries of `{database}`\n"
        yield f"As a page `/{database}/NAME`, as JSON `/{database}/NAME.json?…&_shape=array`.\n"
        yield "| query | what it tells | parameters |\n|---|---|---|"
        for name, query in told["queries"].items():
            parameters = ", ".join(f"`{one}`" for one in query.get("params", [])) or "–"
            yield f"| `{name}` | **{_cell(query['title'])}**: {_cell(query.get('description', ''))} | {parameters} |"
        yield ""


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{name}`\n\n**{_cell(table.get('title', name))}**. {_cell(table.get('description', ''))}\n"
    if table.get("columns"):
        yield "| column | meaning |\n|---|---|"
        for column, meaning in table["columns"].items():
            yield f"| `{column}` | {_cell(meaning)} |"
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    TARGET.write_text(dictionary(yaml.safe_load(SOURCE.read_text(encoding="utf-8"))), encoding="utf-8")
