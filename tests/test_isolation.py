"""Documents that break their reader: an endless loop, too much memory, a crash; and the run that goes on."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archive.importing import import_files
from archive.store import Archive
from extract.errors import UnreadableDocument
from extract.forms import load_form
from extract.isolation import Limits, Lost, ReaderPool, WorkerNotStarted
from extract.isolation.limits import MEGABYTE
from extract.report import NoReport, Report
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter
from nianbao.reading import read_alone
from tests.behaviours import behave
from tests.synthetic import page, random_cells
from tests.test_pipeline import ROOT, ROW_TABLES, rows

SHORT = Limits(seconds=0.6, memory=128 * MEGABYTE)
LONG = Limits(seconds=120.0, memory=128 * MEGABYTE)


def read(what: str, number: int = 0, limits: Limits = LONG) -> object:
    with ReaderPool(behave, limits) as pool:
        return pool.read(what, number)


def test_a_document_that_never_ends_is_given_up_and_the_others_are_read() -> None:
    with ReaderPool(behave, SHORT, jobs=2) as pool:
        work = [(n, ("loop" if n == 1 else "echo", n)) for n in range(6)]
        answers = dict(pool.map(work))
    assert answers.pop(1) == Lost("timeout", "reading took longer than 0.6 seconds")
    assert answers == {n: n for n in (0, 2, 3, 4, 5)}


def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    assert read("devour") == Lost("out_of_memory", "reading needed more than 128 MB of memory")


def test_a_crash_is_named_by_its_signal() -> None:
    assert read("abort") == Lost("crash", f"the reader was killed by signal {signal.SIGABRT.value}")


def test_a_document_that_kills_its_worker_is_read_again_by_a_new_one() -> None:
    with ReaderPool(behave, LONG) as pool:
        work = [(n, ("crash in company", n)) for n in range(4)]
        assert list(pool.map(work)) == [(n, n) for n in range(4)]


def test_answers_come_in_order_and_subjects_without_arguments_keep_their_place() -> None:
    with ReaderPool(behave, LONG, jobs=2) as pool:
        work = [(n, None if n % 3 == 0 else ("echo", n)) for n in range(20)]
        assert list(pool.map(work)) == [(n, None if n % 3 == 0 else n) for n in range(20)]


def test_only_a_few_documents_are_fetched_ahead() -> None:
    fetched: list[int] = []

    def work() -> Iterator[tuple[int, tuple[str, int]]]:
        for n in range(100):
            fetched.append(n)
            yield n, ("echo", n)

    with ReaderPool(behave, LONG, jobs=2) as pool:
        for n, _ in pool.map(work()):
            assert len(fetched) <= n + 9


def test_each_recognised_page_gets_time_of_its_own() -> None:
    assert read("pages", limits=SHORT) == "read"


def test_a_worker_is_replaced_after_so_many_documents() -> None:
    with ReaderPool(behave, Limits(documents=2)) as pool:
        processes = [process for _, process in pool.map((n, ("process", n)) for n in range(6))]
    assert processes[0] == processes[1]
    assert len(set(processes)) == 3


def test_children_of_a_dead_reader_are_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "child"
    monkeypatch.setenv("TEST_NOTE", str(note))
    assert read("child") == Lost("crash", "the reader ended with status 3")
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_a_reader_has_no_network() -> None:
    assert read("call") == "the reader of a document has no network"


def test_children_of_a_reader_have_no_network_where_the_kernel_allows_that() -> None:
    allowed = subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode == 0
    if not allowed:
        pytest.skip("this user may not make network namespaces")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert read("call from child", server.getsockname()[1]) == "refused"


def test_files_are_bounded_and_the_folder_is_removed() -> None:
    assert read("write") == "refused"
    folder = read("folder")
    assert isinstance(folder, str)
    assert not Path(folder).exists()


def test_what_libraries_print_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert read("shout") == 19
    assert capfd.readouterr() == ("", "")


def test_an_answer_holds_values_only() -> None:
    answer = read("smuggle")
    assert answer == Lost("crash", "the reader gave an answer of objects that have no place in it")


def test_a_reader_that_cannot_start_is_no_fault_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerNotStarted):
        read("echo")


def html(seed: int) -> bytes:
    return page(load_form("fmt_2021"), random_cells(seed)).encode()


def test_a_report_read_in_a_worker_is_the_report() -> None:
    found = read_alone(html(1), None, None, Limits())
    assert isinstance(found, Report)
    assert isinstance(read_alone(b"<html><body>no report", None, None, Limits()), NoReport)
    with pytest.raises(UnreadableDocument, match="empty"):
        read_alone(b"", None, None, Limits())


def test_deep_nesting_costs_its_own_document_only() -> None:
    nested = b"<html><body>" + b"<div><table><tr><td>" * 60_000
    with suppress(UnreadableDocument):
        assert isinstance(read_alone(nested, None, None, Limits(seconds=10.0)), NoReport)


def archive_of_reports(folder: Path, count: int) -> Path:
    files = []
    for number in range(count):
        files.append(folder / f"{number}.html")
        files[-1].write_bytes(html(number))
    files.append(folder / "notice.html")
    files[-1].write_text("<html><body>关于放假的通知</body></html>", encoding="utf-8")
    archive = Archive.open(folder / "archive", create=True)
    import_files(archive, files)
    archive.close()
    return folder / "archive"


def test_several_jobs_give_the_rows_of_one(tmp_path: Path) -> None:
    folder = archive_of_reports(tmp_path, 6)
    found = []
    for jobs in (1, 2):
        archive = Archive.open(folder)
        result = extract_archive(archive, Reporter(), everything=True, jobs=jobs)
        archive.close()
        assert result.outcomes == {"report": 6, "not_report": 1}
        found.append(rows(folder, ROW_TABLES))
    assert found[0] == found[1]


def test_a_document_beyond_the_limits_is_an_issue_and_the_run_goes_on(tmp_path: Path) -> None:
    folder = archive_of_reports(tmp_path, 1)
    bulky = tmp_path / "bulky.html"
    bulky.write_bytes(b"<html><body>" + b"<p>\xe5\xb9\xb4" * 3_000_000)
    archive = Archive.open(folder)
    import_files(archive, [bulky])
    result = extract_archive(archive, Reporter(), jobs=1, limits=Limits(seconds=600.0, memory=256 * MEGABYTE))
    archive.close()
    assert result.outcomes == {"report": 1, "not_report": 1, "reader_failed": 1}
    with sqlite3.connect(folder / "archive.db") as db:
        failed = [message for (message,) in db.execute("SELECT message FROM issues WHERE code = 'reader_failed'")]
    assert len(failed) == 1
    assert failed[0]


SLEEPING = """
import signal
from extract.isolation import *
from tests.behaviours import behave
signal.signal(signal.SIGINT, signal.default_int_handler)
ReaderPool(behave, Limits()).read('sleep')
"""
"""Job control makes a process started in the background ignore SIGINT; this one heeds it."""


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_employer(ended_by: signal.Signals) -> None:
    employer = subprocess.Popen([sys.executable, "-c", SLEEPING], cwd=ROOT, stderr=subprocess.DEVNULL)
    assert comes_true(lambda: len(descendants(employer.pid)) == 2)
    workers = descendants(employer.pid)
    employer.send_signal(ended_by)
    employer.wait(20)
    assert comes_true(lambda: not any(is_alive(worker) for worker in workers))


def comes_true(condition: Callable[[], bool]) -> bool:
    """Return whether something comes true within twenty seconds."""
    for _ in range(400):
        if condition():
            return True
        time.sleep(0.05)
    return False


def descendants(process: int) -> list[int]:
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                children.append(int(status.parent.name))
    return children + [grandchild for child in children for grandchild in descendants(child)]


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
