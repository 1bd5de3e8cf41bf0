import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.coding import decode_body
from archive.errors import ArchiveError, ArchiveLocked, CorruptWarc, NewerSchema, NotAnArchive
from archive.importing import import_files
from archive.model import ColumnReading, Entry, Exchange, Provenance
from archive.rebuild import rebuild
from archive.recovery import groups
from archive.store import Archive
from archive.verify import verify
from archive.writing import CaptureWriter

NOON = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
CRAWL_TABLES = ("runs", "captures", "attempts", "portals", "columns", "column_entries", "warc_files")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "a", create=True)
    yield opened
    opened.close()


def exchange(
    path: str = "/a.html", body: bytes = b"<p>\xe5\xb9\xb4\xe6\x8a\xa5</p>", minute: int = 0, **more: Any
) -> Exchange:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("ETag", '"1"'),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ]
    made = Exchange(
        f"http://www.example.gov.cn{path}",
        200,
        "OK",
        headers,
        body,
        NOON + timedelta(minutes=minute),
        "GET",
        [("User-Agent", "Nianbao")],
        ip="127.0.0.1",
    )
    return replace(made, **more)


def provenance(run: dict[str, Any], role: str = "article") -> Provenance:
    return Provenance(
        run["id"],
        role,
        portal="example",
        via_url="http://www.example.gov.cn/",
        link_text="2025年报",
        agency="某局",
        year=2025,
    )


def fill(archive: Archive) -> dict[str, Any]:
    """Write one of everything and return the run."""
    run = archive.start_run("crawl", {"targets": ["example"]})
    with archive.writer(run) as writer:
        writer.response(exchange("/list.html", b"<ul></ul>"), provenance(run, "list"), "ok")
        writer.response(exchange(), provenance(run), "ok")
        packed = gzip.compress("压缩".encode(), mtime=0)
        writer.response(
            exchange("/gz.html", packed, 1, headers=[("Content-Encoding", "gzip"), ("Content-Type", "text/html")]),
            provenance(run),
            "ok",
        )
        writer.response(exchange("/same.html", minute=2), provenance(run), "ok")
        writer.response(
            exchange("/a.html", b"", 3, status=304, reason="Not Modified", headers=[]), provenance(run), "ok"
        )
        writer.response(
            exchange("/moved", b"", 4, status=302, reason="Found", headers=[("Location", "/a.html")]),
            provenance(run),
            "ok",
        )
        writer.response(
            exchange("/none", b"gone", 5, status=404, reason="Not Found", headers=[]), provenance(run), "gone"
        )
        writer.attempt("http://down.example.gov.cn/", "unreachable", "timeout", provenance(run, "home"))
        entry = Entry(
            "http://www.example.gov.cn/a.html",
            "某局2025年政府信息公开工作年度报告",
            "annual_report",
            True,
            "2026-01-20",
            2025,
        )
        writer.column(
            ColumnReading(
                "http://www.example.gov.cn/list.html",
                "example",
                "trs",
                "own",
                "ok",
                True,
                "2026-02-01T04:06:00.000000Z",
                ("x",),
                (entry,),
                "某局",
            )
        )
        writer.portal_finished("example", "示例", "http://www.example.gov.cn/", "trs", "990100", "ok", {"requests": 7})
        archive.finish_run(writer, run, {"requests": 7}, ok=True)
    return run


def table_rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path / "archive.db") as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in CRAWL_TABLES}


def capture_id(archive: Archive, path: str, status: int = 200) -> str:
    row = archive.db.execute("SELECT id FROM captures WHERE url LIKE ? AND status = ?", [f"%{path}", status]).fetchone()
    return str(row[0])


def test_payloads_come_back_decoded_and_headers_keep_their_repetitions(archive: Archive) -> None:
    fill(archive)
    assert archive.payload(capture_id(archive, "/gz.html")).decode() == "压缩"
    status, headers, body = archive.http_response(capture_id(archive, "/a.html"))
    assert (status, body.decode()) == (200, "<p>年报</p>")
    assert [value for name, value in headers if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_an_identical_payload_and_a_304_are_revisits_of_the_stored_one(archive: Archive) -> None:
    fill(archive)
    original = archive.capture(capture_id(archive, "/a.html"))
    for path, status in (("/same.html", 200), ("/a.html", 304)):
        revisit = archive.capture(capture_id(archive, path, status))
        assert (revisit.payload_id, revisit.sha256, revisit.size) == (original.id, original.sha256, original.size)
        assert archive.record(revisit).type == "revisit"
        assert archive.payload(revisit.id) == archive.payload(original.id)
    unchanged = archive.capture(capture_id(archive, "/a.html", 304))
    assert (unchanged.outcome, unchanged.etag) == ("not_modified", '"1"'), "validators carry over"
    assert archive.last_stored("http://www.example.gov.cn/a.html") == unchanged


def test_an_empty_body_is_never_a_revisit(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        captures = [writer.response(exchange(f"/{n}", b"", n, status=302), provenance(run), "ok") for n in range(2)]
    assert [archive.record(capture).type for capture in captures] == ["response", "response"]
    assert {capture.sha256 for capture in captures} == {None}


def test_a_304_without_anything_stored_is_an_error_and_not_unchanged(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        capture = writer.response(exchange("/new", b"", status=304), provenance(run), "ok")
    assert capture.outcome == "error"


def test_the_same_document_has_one_digest_however_it_travelled(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        plain = writer.response(exchange("/1", b"text"), provenance(run), "ok")
        packed = writer.response(
            exchange("/2", gzip.compress(b"text"), headers=[("Content-Encoding", "gzip")]), provenance(run), "ok"
        )
    assert plain.sha256 == packed.sha256
    assert archive.record(packed).type == "response", "other bytes travelled: no revisit by the standard"


def test_a_bomb_is_kept_as_received() -> None:
    body, remark = decode_body(gzip.compress(b"0" * 5000), "gzip", limit=1000)
    assert body.startswith(b"\x1f\x8b")
    assert remark is not None and "exceeds" in remark


def test_every_file_passes_the_check_of_warcio(archive: Archive) -> None:
    fill(archive)
    files = [str(path) for path in (archive.path / "warc").iterdir()]
    checked = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", "-v", *files], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    with Path(files[0]).open("rb") as stream:
        types = [record.rec_type for record in ArchiveIterator(stream)]
    assert types[:4] == ["warcinfo", "response", "request", "metadata"]
    assert types.count("revisit") == 2


def test_files_roll_and_each_opens_with_the_run(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run, max_file=2000) as writer:
        for n in range(6):
            writer.response(exchange(f"/{n}", os.urandom(900), n), provenance(run), "ok")
    names = sorted(path.name for path in (archive.path / "warc").iterdir())
    assert len(names) > 2
    assert names[0] == f"NIANBAO-{run['id']}-0-00000.warc.gz"
    assert verify(archive).faults == []


def test_rebuild_gives_identical_rows_with_and_without_the_old_database(archive: Archive) -> None:
    fill(archive)
    archive.close()
    before = table_rows(archive.path)
    assert all(before[table] for table in CRAWL_TABLES)
    rebuild(archive.path)
    assert table_rows(archive.path) == before
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (archive.path / name).unlink(missing_ok=True)
    rebuild(archive.path)
    assert table_rows(archive.path) == before


def test_a_torn_tail_is_cut_to_the_last_whole_group_wherever_it_tore(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    archive.close()
    (file,) = (archive.path / "warc").iterdir()
    marks = [(group.offset, group.end) for group in groups(file)]
    size = file.stat().st_size
    steps = sorted(
        {
            *range(marks[1][0], size, max(1, size // 60)),
            *(end for _, end in marks[1:]),
            *(end - 1 for _, end in marks[1:]),
        }
    )
    for number, length in enumerate(steps):
        copy = tmp_path / f"copy{number}"
        (copy / "warc").mkdir(parents=True)
        shutil.copy(file, copy / "warc" / file.name)
        os.truncate(copy / "warc" / file.name, length)
        opened = Archive.open(copy, create=True)
        whole = max(end for _, end in marks if end <= length)
        assert (copy / "warc" / file.name).stat().st_size == whole
        assert opened.recovered.cut.get(file.name, 0) == length - whole
        assert verify(opened).faults == []
        opened.close()


def test_groups_that_the_database_lacks_are_indexed_when_the_archive_is_opened(archive: Archive) -> None:
    fill(archive)
    before_crash = archive.path / "archive.db"
    archive.close()
    saved = before_crash.read_bytes()
    archive = Archive.open(archive.path)
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        writer.response(exchange("/late", b"late", 9), provenance(run), "ok")
    archive.close()
    rows = table_rows(archive.path)
    for suffix in ("-wal", "-shm"):
        before_crash.with_name(before_crash.name + suffix).unlink(missing_ok=True)
    before_crash.write_bytes(saved)
    archive = Archive.open(archive.path)
    assert archive.recovered.indexed == 2, "the run and its capture"
    archive.close()
    assert table_rows(archive.path) == rows


WRITE_FOREVER = """
import sys
from pathlib import Path
from archive.store import Archive
from tests.test_archive import exchange, provenance
archive = Archive.open(Path(sys.argv[1]), create=True)
run = archive.start_run("crawl", {})
with archive.writer(run) as writer:
    for n in range(100000):
        writer.response(exchange(f"/{n}", bytes(str(n), "ascii") * 3000, 1), provenance(run), "ok")
        print(n, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_an_archive_that_opens_whole(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    path = tmp_path / "killed"
    for round_number in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOREVER, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(10 + 7 * round_number):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        archive = Archive.open(path)
        report = verify(archive)
        archive.close()
        assert report.faults == []
        assert report.captures >= 10 * (round_number + 1)


def damage(archive: Archive, where: float) -> Path:
    (file,) = (archive.path / "warc").iterdir()
    data = bytearray(file.read_bytes())
    data[int(len(data) * where)] ^= 0xFF
    file.write_bytes(bytes(data))
    return file


def test_verify_names_file_and_offset_of_a_flipped_byte(archive: Archive) -> None:
    fill(archive)
    file = damage(archive, 0.4)
    faults = verify(archive).faults
    assert faults
    assert file.name in faults[0]
    assert "offset" in faults[0]


def test_rebuild_from_a_damaged_file_fails_in_one_line_and_keeps_the_old_database(archive: Archive) -> None:
    fill(archive)
    archive.close()
    before = table_rows(archive.path)
    file = damage(archive, 0.4)
    with pytest.raises(CorruptWarc, match=file.name):
        rebuild(archive.path)
    assert table_rows(archive.path) == before
    assert not (archive.path / "archive.db.new").exists()


def test_a_file_that_lost_indexed_bytes_is_reported_and_not_cut(archive: Archive) -> None:
    fill(archive)
    archive.close()
    (file,) = (archive.path / "warc").iterdir()
    os.truncate(file, 500)
    with pytest.raises(CorruptWarc, match="were indexed"):
        Archive.open(archive.path)
    assert file.stat().st_size == 500


def test_only_one_process_writes(archive: Archive) -> None:
    with pytest.raises(ArchiveLocked, match="another process"):
        Archive.open(archive.path)
    reader = Archive.open(archive.path, readonly=True)
    reader.close()


def test_what_is_no_archive_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    noise = tmp_path / "noise"
    noise.mkdir()
    (noise / "archive.db").write_bytes(b"no database at all" * 100)
    for path in (file, tmp_path / "missing", noise):
        with pytest.raises(NotAnArchive) as error:
            Archive.open(path)
        assert "\n" not in str(error.value)


def test_a_database_of_a_newer_schema_is_refused(archive: Archive) -> None:
    archive.db.table("_sqlite_migrations").insert(
        {"migration_set": "nianbao", "name": "of_tomorrow", "applied_at": "2030-01-01"}
    )
    archive.close()
    with pytest.raises(NewerSchema, match="of_tomorrow"):
        Archive.open(archive.path)


def test_import_takes_files_once_and_refuses_the_rest_by_name(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "报告 1.html").write_text("<p>一</p>", encoding="utf-8")
    (tmp_path / "empty.html").write_bytes(b"")
    files = [tmp_path / "报告 1.html", tmp_path / "empty.html", tmp_path / "missing.html", tmp_path]
    result = import_files(archive, files, agency="某局", year=2025, retrieved="2026-01-31")
    assert (len(result.stored), len(result.problems)) == (1, 3)
    capture = archive.capture(result.stored[0])
    assert capture.url == "file:///%E6%8A%A5%E5%91%8A%201.html", "never the path on this machine"
    assert (capture.provenance.agency, capture.provenance.year, capture.fetched_at[:10]) == ("某局", 2025, "2026-01-31")
    assert archive.payload(capture.id).decode() == "<p>一</p>"
    again = import_files(archive, files[:1])
    assert (again.stored, len(again.already_there)) == ([], 1)


def test_import_refuses_a_date_that_is_none(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="ISO 8601"):
        import_files(archive, [tmp_path], retrieved="yesterday")


def test_an_address_never_becomes_a_path(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        writer.response(exchange("/../../../../tmp/evil%00.html"), provenance(run), "ok")
    assert {path.name for path in archive.path.rglob("*") if path.is_file()} <= {
        "archive.db", "archive.db-wal", "archive.db-shm", "archive.lock", f"NIANBAO-{run['id']}-0-00000.warc.gz"
    }  # fmt: skip


def test_a_run_without_a_record_leaves_no_file(archive: Archive) -> None:
    run = archive.start_run("crawl", {})
    writer = archive.writer(run)
    assert isinstance(writer, CaptureWriter)
    archive.finish_run(writer, run, {}, ok=True)
    assert list((archive.path / "warc").iterdir()) == []
