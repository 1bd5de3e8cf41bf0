"""A small archive written by hand, for the tests of what readers get: two agencies, three reports, two columns."""

import json
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.schema import migrate
from extract.forms import Form, load_form

WATER, COUNTY = "990101-澄江县水利局", "990101-澄江县人民政府"
PLANTED = "<script>alert(1)</script>"
CURRENT, OLDER, PLAIN = "a" * 20, "b" * 20, "c" * 20


def archive_at(path: Path) -> Path:
    """Write the archive's database; return the folder."""
    path.mkdir(parents=True, exist_ok=True)
    db = Database(path / "archive.db")
    db.enable_wal()
    migrate(db)
    with db.conn:
        _register(db)
        _report(db, WATER, 2024, CURRENT, cells(), title=f"澄江县水利局2024年政府信息公开工作年度报告{PLANTED}")
        _report(db, WATER, 2023, OLDER, {**cells(), "t3.received_new.total": "40"}, title="澄江县水利局2023年年度报告")
        _report(
            db, COUNTY, 2024, PLAIN, {}, title="澄江县2024年政府信息公开工作年度报告", form=None, kind="application/pdf"
        )
        _findings(db)
    db.close()
    return path


def cells() -> dict[str, str]:
    """Return the printed text of every cell of a report under the form of 2021: mostly 0, with one of each oddity."""
    printed = dict.fromkeys(load_form("fmt_2021").cell_keys(), "0")
    return printed | {
        "t2.normative_documents.issued": "22（其中修订16件）",
        "t2.admin_fees.amount_10k_cny": "12.5",
        "t2.regulations.in_force": "",
        "t2.admin_coercion.decisions": "/",
        "t3.received_new.natural_person": "31",
        "t3.received_new.legal_commercial": "4",
        "t3.received_new.total": "35",
        "t3.granted_full.natural_person": "20",
        "t3.granted_full.total": "20",
        "t3.granted_partial.legal_other": "1O",
        "t3.refused_third_party.total": f"7{PLANTED}",
        "t4.review_total": "3",
    }


def state_of(raw: str) -> tuple[str, float | int | None]:
    """Return state and value of a printed text, for the few kinds used here."""
    known: dict[str, tuple[str, float | int | None]] = {
        "": ("blank", None),
        "/": ("dash", None),
        "0": ("zero", 0),
        "12.5": ("number", 12.5),
        "1O": ("ambiguous", None),
        "22（其中修订16件）": ("text", 22),
    }
    return known.get(raw) or (("number", int(raw)) if raw.isdigit() else ("text", None))


def _register(db: Database) -> None:
    db.table("agencies").insert_all(
        [
            {"id": WATER, "canonical_name": "澄江县水利局", "region_code": "990101"},
            {"id": COUNTY, "canonical_name": "澄江县人民政府", "region_code": "990101"},
            {"id": "990101-澄江县档案馆", "canonical_name": "澄江县档案馆", "region_code": "990101"},
        ]
    )
    db.table("agency_names").insert({"agency_id": WATER, "name": "澄江县水利局", "kind": "full"})
    db.table("columns").insert_all(
        [
            {
                "url": f"http://127.0.0.1:9/{name}/",
                "portal": "chengjiang",
                "family": "trs",
                "kind": "own",
                "agency": agency,
                "region": "990101",
                "outcome": outcome,
                "complete": 1,
                "read_at": "2026-02-03T01:02:03.000000Z",
                "pages": json.dumps(["cap-column"]),
                "entries": entries,
            }
            for name, agency, outcome, entries in (
                ("dag", "澄江县档案馆", "empty_list", 0),
                ("slj", "澄江县水利局", "ok", 2),
            )
        ]
    )
    read = "url, read_at, portal, family, kind, agency, region, outcome, complete, pages, entries"
    db.execute(f"INSERT INTO column_readings ({read}) SELECT {read} FROM columns")
    _capture(db, "cap-column", "http://127.0.0.1:9/dag/", "column", "d" * 64)
    db.table("captures").update("cap-column", {"portal": "chengjiang"})


def _capture(db: Database, identity: str, url: str, role: str, digest: str, kind: str = "text/html") -> None:
    db.table("captures").insert(
        {
            "id": identity,
            "payload_id": identity,
            "url": url,
            "final_url": url,
            "fetched_at": "2026-02-03T01:02:03.000000Z",
            "status": 200,
            "outcome": "ok",
            "media_type": kind,
            "sha256": digest,
            "size": 1234,
            "warc_file": "NIANBAO-run-0-00000.warc.gz",
            "warc_offset": 777,
            "role": role,
        }
    )


def _report(
    db: Database,
    agency: str,
    year: int,
    version: str,
    printed: dict[str, str],
    *,
    title: str,
    form: str | None = "fmt_2021",
    kind: str = "text/html",
) -> None:
    digest = version[0] * 64
    _capture(db, f"cap-{version[0]}", f"http://127.0.0.1:9/{year}/{version[0]}.html", "article", digest, kind)
    row: dict[str, Any] = {"title": title, "form": form, "published_on": f"{year + 1}-01-20"}
    failed = 1 if version == CURRENT else 0
    db.table("versions").insert(
        row
        | {
            "id": version,
            "agency": agency.split("-")[1],
            "year": year,
            "media_type": kind,
            "url": f"http://127.0.0.1:9/{year}/{version[0]}.html",
            "seen_from": "2026-02-03T01:02:03.000000Z",
            "seen_to": "2026-02-03T01:02:03.000000Z",
            "extractor": "0.1.0+test",
            "cells": len(printed),
            "doubtful_cells": 1 if printed else 0,
            "failed_checks": failed,
        }
    )
    db.table("reports").insert(
        row
        | {
            "agency_id": agency,
            "year": year,
            "first_seen": "2026-02-03T01:02:03.000000Z",
            "current_version_id": version,
            "quality": "doubtful" if printed else "no_tables",
            "versions": 1,
        }
    )
    db.table("report_versions").insert({"agency_id": agency, "year": year, "version_id": version})
    db.table("version_parts").insert(
        {"version_id": version, "position": 0, "capture_id": f"cap-{version[0]}", "role": "article"}
    )
    if form is not None:
        _tables(db, load_form(form), version, digest, printed)


def _tables(db: Database, form: Form, version: str, digest: str, printed: dict[str, str]) -> None:
    places = {key: {"table": 0, "row": number, "column": 1} for number, key in enumerate(printed)}
    read = {key: state_of(raw) for key, raw in printed.items()}
    evidence: dict[str, dict[str, Any]] = {
        key: {"value": read[key][1], "state": read[key][0], "raw": raw, "where": places[key]}
        for key, raw in printed.items()
    }
    evidence["t3.granted_partial.legal_other"]["candidates"] = [10, 1]
    db.table("evidence").insert({"version_id": version, "cells": json.dumps(evidence, ensure_ascii=False)})
    for block in form.blocks:
        db.table("proactive").insert_all(
            [
                {"version_id": version, "row": row.key}
                | {c.key: read[f"t2.{row.key}.{c.key}"][1] for c in block.columns}
                for row in block.rows
            ],
        )
    db.table("requests").insert_all(
        [
            {"version_id": version, "row": row.key} | {c.key: read[f"t3.{row.key}.{c.key}"][1] for c in form.columns}
            for row in form.value_rows
        ],
    )
    db.table("remedies").insert_all(
        [
            {"version_id": version, "row": block.key}
            | {c.key: read[f"t4.{block.key}_{c.key}"][1] for c in form.remedy_columns}
            for block in form.remedy_blocks
        ],
    )
    lines = "".join(
        f'<tr><td>{key}</td><td id="t0r{places[key]["row"]}c1">{raw.replace("<", "&lt;")}</td></tr>'
        for key, raw in printed.items()
    )
    view = {"version_id": version, "part": "", "position": 0, "member": "", "media_type": "text/html", "pages": "[]"}
    db.table("version_views").insert({**view, "sha256": digest})
    db.table("snapshots").insert({"sha256": digest, "html": f"<h1>存档</h1><table><tbody>{lines}</tbody></table>"})


def _findings(db: Database) -> None:
    db.table("sections").insert_all(
        [
            {
                "version_id": CURRENT,
                "number": 1,
                "heading": f"一、总体情况{PLANTED}",
                "text": f"收到行政复议三件。{PLANTED}",
            },
            {
                "version_id": CURRENT,
                "number": 5,
                "heading": "五、存在的主要问题",
                "text": "主动公开，信息更新仍需及时。",
            },
            {"version_id": OLDER, "number": 1, "heading": "一、总体情况", "text": "环境整治工作有序推进，无行政复议。"},
        ]
    )
    message = {"message": "表三“总计”行：总计印为 35，相加为 36", "message_en": "Row: printed 35, adds up to 36"}
    key = {"version_id": CURRENT, "severity": "arithmetic"}
    db.table("checks").insert_all(
        [
            key
            | message
            | {
                "rule": "T3.R1",
                "operand": "received_new",
                "status": "fail",
                "left": 35,
                "right": 36,
                "cells": json.dumps(["t3.received_new.total", "t3.received_new.natural_person"]),
            },
            key
            | {
                "rule": "T4.B",
                "operand": "review",
                "status": "pass",
                "left": 3,
                "right": 3,
                "message": "表四相符",
                "message_en": "Table 4 adds up",
                "cells": json.dumps(["t4.review_total"]),
            },
        ]
    )
    db.table("issues").insert(
        {"id": "i1", "stage": "extract", "code": "ambiguous_cells", "message": f"1O {PLANTED}", "version_id": CURRENT}
    )
