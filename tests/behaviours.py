"""Ways in which reading a document may go; a module of its own, for each worker loads it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from extract.allowance import page_begins


def behave(what: str, number: int = 0) -> object:
    """A reading function that does what its document says."""
    return BEHAVIOURS[what](number)


def loop(_number: int) -> None:
    while True:
        pass


def sleep(_number: int) -> None:
    time.sleep(600)


def devour(_number: int) -> int:
    return len(bytearray(3 << 30))


def abort(_number: int) -> None:
    os.abort()


def crash_in_company(number: int) -> int:
    """Crash unless this is the first document of the worker; the process id is told by a file in the worker's own folder."""
    mark = Path(tempfile.gettempdir()) / "seen"
    if mark.exists():
        os._exit(9)
    mark.touch()
    return number


def recognise_pages(_number: int) -> str:
    for _ in range(4):
        page_begins()
        time.sleep(0.3)
    return "read"


def leave_a_child(_number: int) -> None:
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path(os.environ["TEST_NOTE"]).write_text(str(child.pid))
    os._exit(3)


def call_out(_number: int) -> str:
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=0.2)
    except PermissionError as error:
        return str(error)
    return "connected"


def call_out_from_a_child(number: int) -> str:
    code = f"import socket; socket.create_connection(('127.0.0.1', {number}), timeout=1)"
    return "refused" if subprocess.run([sys.executable, "-c", code], check=False).returncode else "connected"


def write_much(_number: int) -> str:
    with tempfile.TemporaryFile() as file, suppress(OSError):
        file.truncate(1 << 40)
        return "written"
    return "refused"


def tell_process(_number: int) -> int:
    return os.getpid()


def tell_folder(_number: int) -> str:
    Path(tempfile.gettempdir(), "left behind").touch()
    return tempfile.gettempdir()


def shout(_number: int) -> int:
    return os.write(2, b"noise of a library\n")


def smuggle(_number: int) -> object:
    return Path("/etc/passwd")


BEHAVIOURS: dict[str, Callable[[int], object]] = {
    "loop": loop, "sleep": sleep, "devour": devour, "abort": abort, "crash in company": crash_in_company, "pages": recognise_pages,
    "child": leave_a_child, "call": call_out, "call from child": call_out_from_a_child, "write": write_much,
    "process": tell_process, "folder": tell_folder, "shout": shout, "smuggle": smuggle, "echo": lambda number: number,
}  # fmt: skip
