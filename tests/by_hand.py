"""Reports written by hand into an empty database, for the tests of what the archive concludes from them."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from archive.schema import migrate

HOST = "http://www.example.gov.cn"
AGENCY = "990101-澄江县水利局"
Cells = Mapping[str, Any]


def moment(day: str) -> str:
    """Return the timestamp of noon in China on a day."""
    return f"{day}T04:00:00.000000Z"


class ByHand:
    """An empty database and short ways to fill it."""

    def __init__(self) -> None:
        self.db = Database(memory=True)
        migrate(self.db)
        self.captures = 0

    def agency(self, identity: str = AGENCY, **columns: Any) -> str:
        region, _, name = identity.partition("-")
        row = {"id": identity, "canonical_name": name, "region_code": region, **columns}
        self.db.table("agencies").insert(row, pk="id", replace=True)
        self.db.table("agency_names").insert({"agency_id": identity, "name": name, "kind": "full"}, replace=True)
        return identity

    def capture(self, url: str, day: str, outcome: str = "ok", content: str | None = "x", **columns: Any) -> str:
        self.captures += 1
        identity = f"capture-{self.captures:04}"
        digest = sha256(content.encode()).hexdigest() if content is not None and outcome == "ok" else None
        row = {
            "id": identity, "payload_id": identity, "url": url, "final_url": url, "fetched_at": moment(day), "status": 200,
            "outcome": outcome, "sha256": digest, "size": 1, "warc_file": "w", "warc_offset": 0, "role": "article",
        }  # fmt: skip
        self.db.table("captures").insert(row | columns)
        return identity

    def version(
        self,
        url: str,
        days: Sequence[str],
        cells: Cells | None = None,
        sections: Sequence[str] = (),
        *,
        agency: str = AGENCY,
        year: int = 2024,
        form: str = "fmt_2021",
        identity: str | None = None,
        **columns: Any,
    ) -> str:
        """Write a version that was captured at an address on some days; a cell is its printed text or its JSON."""
        if self.db.execute("SELECT 1 FROM agencies WHERE id = ?", [agency]).fetchone() is None:
            self.agency(agency)
        printed = {key: cell(value) for key, value in (cells or {}).items()}
        content = json.dumps([printed, list(sections), identity], ensure_ascii=False)
        version = identity or sha256(f"{agency}{year}{content}".encode()).hexdigest()[:20]
        row = {
            "id": version, "title": f"{year}年报告", "agency": agency.partition("-")[2], "year": year, "form": form,
            "url": url, "extractor": "1", "seen_from": moment(min(days)), "seen_to": moment(max(days)),
            "cells": len(printed), "media_type": "text/html",
        }  # fmt: skip
        self.db.table("versions").insert(row | columns, pk="id", replace=True)
        self.db.table("evidence").insert(
            {"version_id": version, "cells": json.dumps(printed, ensure_ascii=False)}, pk="version_id", replace=True
        )
        for number, text in enumerate(sections, 1):
            section = {"version_id": version, "number": number, "heading": f"第{number}部分", "text": text}
            self.db.table("sections").insert(section, pk=("version_id", "number"), replace=True)
        for day in days:
            capture = self.capture(url, day, content=content)
            self.db.table("version_parts").insert(
                {"version_id": version, "position": 0, "capture_id": capture, "role": "article"}
            )
            self.db.table("extractions").insert(
                {"capture_id": capture, "sha256": version, "extractor": "1", "outcome": "report", "version_id": version}
            )
        self._figures(version, printed)
        self._attach(agency, year, version)
        return version

    def _figures(self, version: str, printed: Mapping[str, dict[str, Any]]) -> None:
        """Write the rows of the tables, and a note for each cell that is no plain number."""
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for key, found in printed.items():
            table, row, column = _place(key)
            rows.setdefault((table, row), {"version_id": version, "row": row})[column] = found["value"]
            if found["state"] not in ("number", "zero", "blank"):
                note = {"version_id": version, "cell": key, "raw": found["raw"], "state": found["state"]}
                self._put("cell_notes", {**note, "value": found["value"]})
        for (table, _), values in rows.items():
            self._put(table, values)

    def _put(self, table: str, row: Mapping[str, Any]) -> None:
        names, places = ", ".join(row), ", ".join("?" * len(row))
        self.db.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", list(row.values()))

    def _attach(self, agency: str, year: int, version: str) -> None:
        key = {"agency_id": agency, "year": year}
        self.db.table("report_versions").insert({**key, "version_id": version}, replace=True)
        current = self.db.execute(
            "SELECT id FROM versions JOIN report_versions ON version_id = id WHERE agency_id = ? AND"
            " report_versions.year = ? ORDER BY seen_from DESC, id LIMIT 1",
            [agency, year],
        ).fetchone()[0]
        row = self.db.table("versions").get(current)
        self.db.table("reports").insert(
            {**key, "title": row["title"], "form": row["form"], "current_version_id": current},
            pk=("agency_id", "year"),
            replace=True,
        )

    def reading(
        self,
        column: str,
        day: str,
        listed: Sequence[str] = (),
        *,
        complete: bool = True,
        outcome: str = "ok",
        year: int = 2024,
        agency: str | None = None,
        ended: str | None = "ok",
    ) -> None:
        """Write a reading of a column as the index would, and that the crawl in which it was made `ended` that day."""
        from archive.index import index_record

        entries = [
            {
                "url": url, "title": "年报", "kind": "annual_report", "taken": True, "published_on": None, "year": year,
                "agency": agency,
            }
            for url in listed
        ]  # fmt: skip
        reading = {
            "url": column, "portal": "p", "family": "static", "kind": "own", "agency": agency, "region": None,
            "outcome": outcome, "complete": complete, "read_at": moment(day), "pages": [], "entries": entries,
        }  # fmt: skip
        index_record(self.db, {"type": "column", "reading": reading}, "w", 0)
        if ended is not None:
            ending = {"portal": "p", "finished": moment(day), "outcome": ended, "home_url": f"{HOST}/", "counts": "{}"}
            self.db.table("portal_crawls").insert(ending, replace=True)


def _place(key: str) -> tuple[str, str, str]:
    """Return table, row and column of a cell."""
    table, rest = key.split(".", 1)
    if table != "t4":
        return {"t2": "proactive", "t3": "requests"}[table], *rest.split(".")  # type: ignore[return-value]
    block, _, result = rest.rpartition("_")
    return "remedies", block, result


def cell(value: Any) -> dict[str, Any]:
    """Return a cell as the table `evidence` holds it: a text or a number as printed, a dict as it is."""
    if isinstance(value, dict):
        return value
    raw = str(value)
    if not raw:
        return {"value": None, "state": "blank", "raw": ""}
    number = float(raw) if "." in raw else int(raw) if raw.lstrip("-").isdigit() else None
    state = "text" if number is None else "zero" if number == 0 else "number"
    return {"value": number, "state": state, "raw": raw}
