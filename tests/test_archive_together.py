import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import appending
from archive.errors import ArchiveError
from archive.store import Archive
from archive.verify import verify
from tests.test_archive import exchange, provenance
from tests.test_archive_faults import addresses, only_file, store


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "a", create=True)
    yield opened
    opened.close()


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass, so that only the number of groups counts."""
    monkeypatch.setattr("archive.appending.time.monotonic", lambda: 0.0)


def committed(folder: Path) -> tuple[int, list[int]]:
    """Return what another connection sees: the bytes indexed and where captures begin."""
    database = sqlite3.connect(folder / "archive.db")
    try:
        (indexed,) = database.execute("SELECT coalesce(max(indexed_bytes), 0) FROM warc_files").fetchone()
        return indexed, [row[0] for row in database.execute("SELECT warc_offset FROM captures ORDER BY 1")]
    finally:
        database.close()


@pytest.mark.usefixtures("stopped_clock")
def test_the_database_never_holds_a_capture_whose_record_is_not_on_the_disk(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk = [0]

    def fdatasync(descriptor: int) -> None:
        before = committed(archive.path)
        on_disk.append(os.fstat(descriptor).st_size)
        assert before[0] <= on_disk[-2], "nothing is committed before the file is synchronised"

    monkeypatch.setattr("archive.appending.os.fdatasync", fdatasync)
    monkeypatch.setattr(appending, "_SYNC_GROUPS", 3)
    run, seen = archive.start_run("crawl", {}), []
    with archive.writer(run) as writer:
        for number in range(10):
            capture = writer.response(exchange(f"/{number}", b"%d" % number), provenance(run), "ok")
            assert archive.capture(capture.id) == capture
            indexed, offsets = committed(archive.path)
            assert indexed <= on_disk[-1] and all(offset < on_disk[-1] for offset in offsets)
            seen.append(len(offsets))
        writer.portal_finished("p", None, "http://www.example.gov.cn/", None, None, "ok", {})
        assert len(committed(archive.path)[1]) == 10, "the end of a portal is brought to the disk at once"
    assert seen == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10]
    assert verify(archive).faults == []


@pytest.mark.usefixtures("stopped_clock")
def test_a_crash_loses_no_capture_that_waits_for_the_disk(archive: Archive, tmp_path: Path) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        for number in range(5):
            writer.response(exchange(f"/{number}", b"%d" % number), provenance(run), "ok")
        assert len(committed(archive.path)[1]) < 5
        shutil.copytree(archive.path, tmp_path / "crashed")
    after = Archive.open(tmp_path / "crashed")
    assert addresses(after) == ["0", "1", "2", "3", "4"]
    assert after.recovered.indexed > 0 and after.recovered.cut == {}
    assert verify(after).faults == []
    after.close()


@pytest.mark.usefixtures("stopped_clock")
def test_what_cannot_be_brought_to_the_disk_stays_out_of_the_database(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    store(archive, exchange("/0"))
    run = archive.start_run("crawl", {})
    writer = archive.writer(run)
    writer.response(exchange("/1", b"1"), provenance(run), "ok")
    writer.response(exchange("/2", b"2"), provenance(run), "ok")
    with monkeypatch.context() as patched:
        patched.setattr("archive.appending.os.fdatasync", fail)
        with pytest.raises(ArchiveError, match="Input/output error"):
            writer.announce()
    with pytest.raises(ArchiveError, match="catch up"):
        writer.response(exchange("/3", b"3"), provenance(run), "ok")
    writer.close()
    assert addresses(archive) == ["0", "1"]
    archive.close()
    reopened = Archive.open(archive.path)
    assert addresses(reopened) == ["0", "1", "2"]
    assert verify(reopened).faults == []
    reopened.close()


def test_after_a_second_what_waits_is_brought_to_the_disk(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.0, 10.5, 11.1, 11.2])
    monkeypatch.setattr("archive.appending.time.monotonic", lambda: next(moments, 11.2))
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        seen = []
        for number in range(4):
            writer.response(exchange(f"/{number}", b"%d" % number), provenance(run), "ok")
            seen.append(len(committed(archive.path)[1]))
    assert seen == [1, 1, 3, 3]
    assert only_file(archive).stat().st_size == committed(archive.path)[0]
