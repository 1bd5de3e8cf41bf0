"""What a person settles: kept as a record of the archive, and at once part of the register."""

import re
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from archive.agencies import script
from archive.errors import ArchiveError
from archive.register import Outcome, assemble
from archive.store import Archive


def settle(
    archive: Archive,
    subject: str,
    agencies: Sequence[str] = (),
    *,
    not_a_report: bool = False,
    year: int | None = None,
    merged: int | None = None,
    who: str | None = None,
) -> tuple[str, Outcome]:
    """Record a decision, assemble the register anew, and return the id of the decision with what came of it.

    The subject is one of `unresolved_names`, a version (id or address), or an agency: then it is said to be another (or, with its
    own id, itself), or with `merged` to have gone into another in that year. Several agencies share a joint report.
    Raises ArchiveError for a subject or agency that nobody knows, and for a decision that says nothing.
    """
    _check_subject(archive.db, subject)
    if year is not None and merged is None:
        subject = _one_version(archive.db, subject)
    for agency in agencies:
        _check_agency(archive.db, agency)
    decision = _decision(subject, agencies, not_a_report=not_a_report, year=year, merged=merged)
    run = archive.start_run("decision", {"subject": subject})
    with archive.writer(run) as writer:
        identity = writer.decision(subject, decision, who)
        archive.finish_run(writer, run, {"decisions": 1}, ok=True)
    return identity, assemble(archive.db)


def _decision(
    subject: str, agencies: Sequence[str], *, not_a_report: bool, year: int | None, merged: int | None
) -> dict[str, Any]:
    if merged is not None:
        if len(agencies) != 1:
            raise ArchiveError("a merger needs the one agency that the other went into")
        return {"merge": [subject, agencies[0]], "year": merged}
    if not_a_report and (agencies or year):
        raise ArchiveError("what is no report has neither an agency nor a year")
    decision: dict[str, Any] = {"not_a_report": True} if not_a_report else {}
    if agencies:
        decision |= {"agency": agencies[0]} if len(agencies) == 1 else {"agencies": list(agencies)}
    if year is not None:
        decision["year"] = year
    if not decision:
        raise ArchiveError("nothing is decided: name an agency, a year, or say that it is no report")
    return decision


def _one_version(db: Database, subject: str) -> str:
    """Return the id of the one version that a year may be said of: at an address others will follow."""
    found = [
        identity for (identity,) in db.execute("SELECT id FROM versions WHERE id = :s OR url = :s", {"s": subject})
    ]
    if len(found) != 1:
        named = ": " + ", ".join(sorted(found)) if found else ""
        raise ArchiveError(f"a year is said of one version, by its id or address; {subject!r} is {len(found)}{named}")
    return str(found[0])


def _check_subject(db: Database, subject: str) -> None:
    known = db.execute(
        "SELECT 1 FROM unresolved_names WHERE subject = :s UNION ALL SELECT 1 FROM versions WHERE id = :s OR url = :s"
        " UNION ALL SELECT 1 FROM agencies WHERE id = :s UNION ALL SELECT 1 FROM decisions WHERE subject = :s",
        {"s": subject},
    ).fetchone()
    if not known:
        raise ArchiveError(f"{subject!r} is no unresolved name, version or agency; see `nianbao agencies unresolved`")


def _check_agency(db: Database, agency: str) -> None:
    if db.execute("SELECT 1 FROM agencies WHERE id = ?", [agency]).fetchone():
        return
    match = re.fullmatch(r"(\d{6})-(.+)", agency)
    region = match and db.execute("SELECT 1 FROM regions WHERE code = ?", [match[1]]).fetchone()
    if not match or not region or not script.is_name(match[2]):
        raise ArchiveError(
            f"{agency!r} is no agency known here, nor the code of a division with a name (410726-延津县工业和信息化局)"
        )
