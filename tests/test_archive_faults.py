import gzip
import os
import shutil
import sqlite3
import warnings
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import appending, records
from archive.coding import decode_body
from archive.errors import ArchiveError, CorruptWarc, NewerSchema, NotAnArchive
from archive.importing import import_files
from archive.model import Capture, Exchange
from archive.rebuild import rebuild
from archive.store import Archive
from archive.verify import verify
from tests.test_archive import exchange, fill, provenance, table_rows


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "a", create=True)
    yield opened
    opened.close()


def store(archive: Archive, *exchanges: Exchange) -> list[Capture]:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        return [writer.response(each, provenance(run), "ok") for each in exchanges]


def only_file(archive: Archive) -> Path:
    (file,) = (archive.path / "warc").iterdir()
    return file


def addresses(archive: Archive) -> list[str]:
    return sorted(row["url"].rpartition("/")[2] for row in archive.db.query("SELECT url FROM captures"))


def test_header_bytes_are_stored_as_they_came(archive: Archive) -> None:
    name = "年报.pdf".encode("gbk").decode("latin-1")
    headers = [("Content-Disposition", f"attachment; filename={name}"), ("X-\xe9", "1"), ("X-Long", "a\r\n\r\nb")]
    (capture,) = store(archive, exchange(headers=headers))
    assert archive.record(capture).http_headers == [*headers[:2], ("X-Long", "a b")]
    assert "年报.pdf".encode("gbk") in gzip.decompress(only_file(archive).read_bytes())
    assert archive.payload(capture.id).decode() == "<p>年报</p>"
    assert verify(archive).faults == []


@pytest.mark.parametrize("path", ["/a b/年.html", "/\r\n\r\nWARC-Type: response", "/\ud800", "/<x>?q=\0"])
def test_no_address_can_write_into_a_record(archive: Archive, path: str) -> None:
    (capture,) = store(archive, exchange(path))
    run = archive.start_run("crawl", {"targets": ["\udcff\u2028\x85"]})
    with archive.writer(run) as writer:
        writer.attempt(f"http://www.example.gov.cn{path}", "error", "\ud83d", provenance(run))
    assert capture.url == f"http://www.example.gov.cn{path}".replace("\ud800", "?")
    assert verify(archive).faults == []
    archive.close()
    before = table_rows(archive.path)
    rebuild(archive.path)
    assert table_rows(archive.path) == before


def test_a_revisit_keeps_its_own_status_and_headers(archive: Archive) -> None:
    plain = [("Content-Type", "text/plain")]
    _, same = store(archive, exchange("/x", b"same", status=404, headers=plain), exchange("/y", b"same", 1))
    status, headers, body = archive.http_response(same.id)
    assert (status, headers[0], body) == (200, ("Content-Type", "text/html; charset=utf-8"), b"same")


def test_a_304_confirms_the_response_of_its_own_address(archive: Archive) -> None:
    at_x, at_y = [("ETag", '"x"'), ("Content-Type", "text/plain")], [("ETag", '"y"'), ("Content-Type", "text/html")]
    held, _, confirmed = store(
        archive,
        exchange("/x", b"same", headers=at_x),
        exchange("/y", b"same", 1, headers=at_y),
        exchange("/y", b"", 2, status=304, headers=[]),
    )
    assert (confirmed.payload_id, confirmed.etag, confirmed.media_type) == (held.id, '"y"', "text/html")
    assert archive.http_response(confirmed.id) == (200, at_y, b"same")


def test_every_member_of_a_gzip_body_is_decoded() -> None:
    assert decode_body(gzip.compress(b"one") + gzip.compress(b"two"), "gzip") == (b"onetwo", None)
    assert decode_body(gzip.compress(b"one") + b"\0\0", "gzip") == (b"one", None)


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (zlib.compress(b"text"), "deflate", b"text"),
        (zlib.compress(b"text", wbits=-15), "deflate", b"text"),
        (gzip.compress(b"text", mtime=0), None, b"text"),
        (b"text", "gzip", b"text"),
        (gzip.compress(b"text", mtime=0)[:-3], "gzip", None),
        (b"\xff\xff\xff", "br", None),
        (b"text", "zstd", None),
    ],
)
def test_what_cannot_be_decoded_is_kept_as_received_with_a_remark(
    body: bytes, encoding: str | None, expected: bytes | None
) -> None:
    decoded, remark = decode_body(body, encoding)
    assert (decoded, remark is None) == ((body, False) if expected is None else (expected, True))


def test_a_failed_write_is_taken_back_and_the_next_one_stands(tmp_path: Path) -> None:
    import resource
    import signal

    archive = Archive.open(tmp_path / "full", create=True)
    run = archive.start_run("crawl", {})
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with archive.writer(run) as writer:
            writer.response(exchange("/1"), provenance(run), "ok")
            before = only_file(archive).stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (before + 4_000_000, unlimited[1]))
            with pytest.raises(ArchiveError, match="cannot be written"):
                writer.response(exchange("/2", os.urandom(8_000_000)), provenance(run), "ok")
            assert only_file(archive).stat().st_size == before
            writer.response(exchange("/3", b"3"), provenance(run), "ok")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        signal.signal(signal.SIGXFSZ, ignored)
    assert addresses(archive) == ["1", "3"]
    assert verify(archive).faults == []
    archive.close()


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (sqlite3.OperationalError("database or disk is full"), ArchiveError),
        (RuntimeError("disk is full"), RuntimeError),
    ],
)
def test_what_did_not_reach_the_database_stops_the_writer_and_is_indexed_later(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, error: Exception, raised: type[Exception]
) -> None:
    def fail(*_: Any) -> None:
        raise error

    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        writer.response(exchange("/1"), provenance(run), "ok")
        with monkeypatch.context() as patched:
            patched.setattr(appending, "index_record", fail)
            with pytest.raises(raised, match="disk is full"):
                writer.response(exchange("/2", b"2"), provenance(run), "ok")
        with pytest.raises(ArchiveError, match="catch up"):
            writer.response(exchange("/3", b"3"), provenance(run), "ok")
    assert any("not in the database" in fault for fault in verify(archive).faults)
    archive.close()
    reopened = Archive.open(archive.path)
    assert addresses(reopened) == ["1", "2"]
    assert verify(reopened).faults == []
    reopened.close()


def test_files_of_others_are_named_and_never_cut(archive: Archive) -> None:
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: file:///x\r\nContent-Length: 2"
    record = head + b"\r\n\r\nhi\r\n\r\n"
    foreign = archive.path / "warc" / "other.warc.gz"
    renamed = archive.path / "warc" / "NIANBAO-other-0-00000.warc.gz"
    foreign.write_bytes(gzip.compress(record, mtime=0))
    archive.close()
    Archive.open(archive.path).close()
    shutil.copy(foreign, renamed)
    with pytest.raises(CorruptWarc, match="warcinfo"):
        Archive.open(archive.path)
    assert foreign.read_bytes() == renamed.read_bytes() == gzip.compress(record, mtime=0)
    reader = Archive.open(archive.path, readonly=True)
    assert [fault.split(":")[0] for fault in verify(reader).faults] == [renamed.name, foreign.name]
    reader.close()


@pytest.mark.parametrize("keep_database", [True, False])
def test_a_flipped_bit_is_never_cut_away_by_a_rebuild(archive: Archive, tmp_path: Path, keep_database: bool) -> None:
    fill(archive)
    archive.close()
    file = only_file(archive)
    data, database = file.read_bytes(), (archive.path / "archive.db").read_bytes()
    before = table_rows(archive.path)
    copy = tmp_path / "copy"
    last_group = len(data) // 10 if not keep_database else 0
    for at in range(3, len(data) - last_group, 97):
        shutil.rmtree(copy, ignore_errors=True)
        (copy / "warc").mkdir(parents=True)
        if keep_database:
            (copy / "archive.db").write_bytes(database)
        flipped = bytearray(data)
        flipped[at] ^= 0x10
        (copy / "warc" / file.name).write_bytes(flipped)
        try:
            rebuild(copy)
        except CorruptWarc as error:
            assert "offset" in str(error)
        else:
            assert table_rows(copy) == before, "a bit without meaning, in the head of a gzip member"
        assert (copy / "warc" / file.name).read_bytes() == flipped


def test_zeros_after_a_power_failure_are_a_torn_tail(archive: Archive) -> None:
    store(archive, exchange("/1"))
    archive.close()
    file = only_file(archive)
    whole = file.read_bytes()
    for torn in (bytes(200_000), whole[:40] + bytes(200_000), whole[:300]):
        file.write_bytes(whole + torn)
        opened = Archive.open(archive.path)
        assert opened.recovered.cut == {file.name: len(torn)}
        opened.close()
        assert file.read_bytes() == whole


def test_a_rebuild_misses_a_file_that_is_gone(archive: Archive) -> None:
    store(archive, exchange("/1"))
    store(archive, exchange("/2", b"2"))
    archive.close()
    sorted((archive.path / "warc").iterdir())[0].unlink()
    before = table_rows(archive.path)
    with pytest.raises(CorruptWarc, match="missing"):
        rebuild(archive.path)
    assert table_rows(archive.path) == before


def test_a_rebuild_from_nothing_leaves_the_database_alone(archive: Archive) -> None:
    archive.close()
    before = (archive.path / "archive.db").read_bytes()
    with pytest.raises(NotAnArchive, match="no WARC files"):
        rebuild(archive.path)
    assert (archive.path / "archive.db").read_bytes() == before


def test_verify_compares_every_row_with_its_record(archive: Archive) -> None:
    fill(archive)
    assert verify(archive).faults == []
    with archive.db.atomic():
        archive.db.execute("DELETE FROM captures WHERE url LIKE '%gz.html'")
        archive.db.execute("UPDATE captures SET outcome = 'blocked' WHERE url LIKE '%list.html'")
    lacking, differing = sorted(verify(archive).faults, key=lambda fault: "differs" in fault)
    assert "gz.html) is not in the database" in lacking
    assert "list.html): the database differs from its record in outcome" in differing


def test_verify_names_what_is_missing_or_torn(archive: Archive) -> None:
    store(archive, exchange("/1"))
    file = only_file(archive)
    with file.open("ab") as stream:
        stream.write(file.read_bytes()[:20])
    (fault,) = verify(archive).faults
    assert f"{file.name}: offset" in fault and "torn" in fault
    file.unlink()
    assert verify(archive).faults[0] == f"{file.name}: the file is missing"


def test_a_record_of_a_newer_version_is_refused_in_one_line(archive: Archive) -> None:
    store(archive, exchange("/1"))
    archive.close()
    moment = datetime(2026, 2, 2, tzinfo=UTC)
    with only_file(archive).open("ab") as stream:
        stream.write(records.metadata("http://www.example.gov.cn/", {"type": "tomorrow"}, moment))
    with pytest.raises(NewerSchema, match="tomorrow"):
        Archive.open(archive.path)


def test_a_newer_database_is_refused_for_reading_too(archive: Archive) -> None:
    archive.db.table("_sqlite_migrations").insert(
        {"migration_set": "nianbao", "name": "of_tomorrow", "applied_at": "2030-01-01"}
    )
    archive.close()
    with pytest.raises(NewerSchema):
        Archive.open(archive.path, readonly=True)


def test_runs_of_one_second_sort_in_order_and_rebuild_alike(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_NOW", "2026-02-01T00:00:00")
    runs = [archive.start_run("crawl", {}) for _ in range(4)]
    for number, run in enumerate(runs):
        with archive.writer(run) as writer:
            writer.portal_finished("p", None, "http://www.example.gov.cn/", None, None, "ok", {"run": number})
    names = [run["id"] for run in runs]
    assert names == sorted(names)
    archive.close()
    reopened = Archive.open(archive.path)
    assert reopened.start_run("crawl", {})["id"] > names[-1]
    reopened.close()
    before = table_rows(archive.path)
    rebuild(archive.path)
    assert table_rows(archive.path) == before


def test_an_imported_file_is_no_answer_of_the_server(archive: Archive, tmp_path: Path) -> None:
    (fetched,) = store(archive, exchange("/1"))
    file = tmp_path / "copy.html"
    file.write_text("another copy", encoding="utf-8")
    imported = import_files(archive, [file], url=fetched.url)
    assert archive.payload(imported.stored[0]) == b"another copy"
    assert archive.last_stored(fetched.url) == fetched
    assert archive.captured_since(fetched.url, "2026-01-01") == fetched


def test_nothing_is_left_open(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        opened = Archive.open(tmp_path / "a", create=True)
        fill(opened)
        verify(opened)
        opened.close()
