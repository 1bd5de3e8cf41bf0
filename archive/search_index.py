"""search.db: the text of all current reports with its index, and the filters a search may be narrowed by.

A filter is a word of the index that no text and no query can hold, for it begins with a private character; so narrowing a
search costs no more than one more word, however rare or common it is.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from archive.search import NOTHING, report_path, tokens, zh_query, zh_snippet

PRIVATE = "\ue000"
FILTERS = ("year", "region", "level", "class", "sector", "section")
"""What a search may be narrowed by; a region holds all that lies below it."""

SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, version_id TEXT NOT NULL, agency_id TEXT NOT NULL, agency TEXT NOT NULL,
    year INTEGER NOT NULL, region_code TEXT NOT NULL, province_code TEXT, prefecture_code TEXT, level TEXT NOT NULL,
    class TEXT NOT NULL, sector TEXT NOT NULL, title TEXT, section INTEGER NOT NULL, heading TEXT, text TEXT NOT NULL,
    url TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE documents_fts USING fts5(body, content='');
CREATE TABLE document_years (
    year INTEGER PRIMARY KEY, documents INTEGER NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL
) STRICT;
"""
FINISH = """
INSERT INTO documents_fts (documents_fts) VALUES ('optimize');
INSERT INTO document_years SELECT year, count(*), min(id), max(id) FROM documents GROUP BY year;
CREATE INDEX documents_year ON documents (year);
CREATE INDEX documents_agency ON documents (agency_id, year);
"""
REPORTS = """
SELECT s.version_id, s.agency_id, s.agency, s.year, s.region_code, s.province_code, s.prefecture_code, s.level, s.class,
    s.sector, s.title,
    (SELECT group_concat(name, ' ') FROM (SELECT name FROM agency_names n WHERE n.agency_id = s.agency_id ORDER BY name)) AS names,
    (SELECT group_concat(ancestor_code, ' ') FROM region_ancestry y WHERE y.region_code = s.region_code) AS within
FROM report_summary s WHERE s.version_id IS NOT NULL
ORDER BY s.year, CASE s.level WHEN 'national' THEN 5 WHEN 'province' THEN 4 WHEN 'prefecture' THEN 3 WHEN 'county' THEN 2
    WHEN 'township' THEN 1 ELSE 0 END, s.agency_id DESC
"""


def zh_filtered(query: str | None, filters: Mapping[str, object]) -> str:
    """Return the FTS5 expression for a query narrowed by filters (of FILTERS); those that are empty do not narrow it."""
    expression = zh_query(query)
    wanted = [_word(name, filters[name]) for name in FILTERS if filters.get(name) not in (None, "")]
    if expression == NOTHING or not wanted:
        return expression
    return f"({expression}) AND {' AND '.join(wanted)}"


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of the search: zh_query, zh_filtered (query and FILTERS in order), zh_snippet.

    `escape_fts` is zh_query under the name that Datasette calls for `?_search=`.
    """
    for name in ("zh_query", "escape_fts"):
        connection.create_function(name, 1, zh_query, deterministic=True)
    connection.create_function("zh_snippet", 3, zh_snippet, deterministic=True)

    def narrowed(query: str | None, *values: object) -> str:
        return zh_filtered(query, dict(zip(FILTERS, values, strict=True)))

    connection.create_function("zh_filtered", 1 + len(FILTERS), narrowed, deterministic=True)


def _word(name: str, value: object) -> str:
    return f'"{_token(name, value)}"'


def _token(name: str, value: object) -> str:
    return f"{PRIVATE}{name}{re.sub(r'[^0-9a-z㐀-鿿]', '', str(value).lower())}"


def build_search(archive_db: Path, search_db: Path) -> int:
    """Build the search database from a published archive.db; return the number of documents.

    Ids ascend from old to new, so descending ids give the newest year first, there the highest level first.
    """
    count = 0
    with closing(sqlite3.connect(archive_db)) as source, closing(sqlite3.connect(search_db)) as target:
        source.row_factory = sqlite3.Row
        target.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        marks = ", ".join("?" * 16)
        for count, (row, body) in enumerate(_documents(source), 1):
            target.execute(f"INSERT INTO documents VALUES ({marks})", (count, *row))  # noqa: S608 (only marks)
            target.execute("INSERT INTO documents_fts (rowid, body) VALUES (?, ?)", (count, body))
        target.executescript(FINISH)
        target.commit()
    return count


def _documents(source: sqlite3.Connection) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield the rows of `documents` without id, each with its words: sections backwards, then the title."""
    for report in source.execute(REPORTS):
        *fields, names, _ = report
        url, filters = report_path(report["agency_id"], report["year"]), _filters(report)
        sections = source.execute(
            "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY number DESC",
            (report["version_id"],),
        )
        for number, heading, text in sections:
            words = tokens("\n".join((heading or "", text or "")))
            yield (*fields, number, heading, text or "", url), f"{words} {filters} {_token('section', number)}"
        title = "\n".join(filter(None, (report["title"], report["agency"], names)))
        words = f"{tokens(title)} {filters} {_token('section', 0)}"
        yield (*fields, 0, None, report["title"] or report["agency"], url), words


def _filters(report: sqlite3.Row) -> str:
    regions = [_token("region", code) for code in (report["within"] or report["region_code"]).split()]
    sectors = [_token("sector", sector) for sector in report["sector"].split(",")]
    return " ".join([*regions, *sectors, *(_token(name, report[name]) for name in ("year", "level", "class"))])
