"""A worker as its employer sees it: takes one document at a time, and answers, or is lost."""

import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from extract.isolation.answers import answer_in
from extract.isolation.keeper import SIGNALLED
from extract.isolation.limits import MEGABYTE, MOST_PAGES, Limits
from extract.isolation.reader import LARGEST_ANSWER, OUT_OF_MEMORY, PAGE, READY

STARTING_SECONDS, STOPPING_SECONDS = 60.0, 10.0


class WorkerNotStarted(Exception):
    """The process that reads documents does not run on this machine at all, whatever the document."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker died over a document: in which way, and what is to be said of it in one line."""

    kind: Literal["timeout", "out_of_memory", "crash"]
    detail: str


class Worker:
    """A process that reads documents within limits; `connection` becomes ready when it has something to tell."""

    def __init__(self, function: Callable[..., Any], limits: Limits) -> None:
        """Start the process; it finds `function` by module and name."""
        self._limits = limits
        self._documents = 0
        self._pages = 0
        self._is_ready = False
        self._deadline = monotonic() + STARTING_SECONDS
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _keeper(theirs.fileno())
        self.connection = Connection(ours.detach())
        self._send((function.__module__, function.__qualname__, limits))

    @property
    def is_worn(self) -> bool:
        """Whether it has read as many documents as a worker may."""
        return self._documents >= self._limits.documents

    @property
    def seconds_left(self) -> float:
        """Seconds until the document has taken too long."""
        return self._deadline - monotonic()

    def begin(self, arguments: tuple[Any, ...]) -> None:
        """Give it the next document."""
        self._documents += 1
        self._pages = 0
        self._send(arguments)
        if self._is_ready:
            self._deadline = monotonic() + self._limits.seconds

    def answer(self) -> tuple[Any] | Lost | None:
        """Return the answer that is ready, in a tuple; None while it goes on, and `Lost` when it died or took too long.

        Raises WorkerNotStarted.
        """
        if not self.connection.poll():
            return None if self.seconds_left > 0 else self._overdue()
        try:
            message = self.connection.recv_bytes(LARGEST_ANSWER)
        except (EOFError, OSError):
            return self._dead()
        if message == READY:
            self._is_ready = True
        elif message == PAGE:
            self._pages += 1
        else:
            return self._answered(message)
        if self._pages <= MOST_PAGES:
            self._deadline = monotonic() + self._limits.seconds
        return None

    def _answered(self, message: bytes) -> tuple[Any] | Lost:
        try:
            return (answer_in(message),)
        except pickle.UnpicklingError:
            self.stop()
            return Lost("crash", "the reader gave an answer of objects that have no place in it")

    def stop(self) -> None:
        """End the process with all it started."""
        self.connection.close()
        self._process.terminate()
        try:
            self._process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, message: object) -> None:
        with suppress(OSError):  # a dead process is told by its connection too
            self.connection.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def _overdue(self) -> Lost:
        self.stop()
        if not self._is_ready:
            raise WorkerNotStarted(
                f"the process that reads documents did not start within {STARTING_SECONDS:g} seconds"
            )
        page = f", at page {self._pages} of those to be recognised" if self._pages else ""
        return Lost("timeout", f"reading took longer than {self._limits.seconds:g} seconds{page}")

    def _dead(self) -> Lost:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOPPING_SECONDS)
        status = self._process.returncode
        self.stop()
        if not self._is_ready:
            raise WorkerNotStarted(f"the process that reads documents does not start (status {status})")
        if status == OUT_OF_MEMORY:
            return Lost("out_of_memory", f"reading needed more than {self._limits.memory // MEGABYTE} MB of memory")
        if status == SIGNALLED + signal.SIGXCPU:
            return Lost("timeout", f"reading took more than {self._limits.seconds:g} seconds of processor time")
        if status is not None and status > SIGNALLED:
            return Lost("crash", f"the reader was killed by signal {status - SIGNALLED}")
        return Lost("crash", f"the reader ended with status {status}")


def _keeper(descriptor: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-P", "-m", "extract.isolation", str(descriptor), str(os.getpid())]
    return subprocess.Popen(  # noqa: S603 -- this interpreter and a module of this package
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[descriptor],
        start_new_session=True,
    )
