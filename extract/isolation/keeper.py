"""The keeper: starts a reader, and leaves no process of it alive when the reader ends, is stopped, or its employer dies."""

import os
import select
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from typing import NoReturn

from extract.isolation.kernel import adopt_orphans, kill_descendants, leave_network
from extract.isolation.reader import serve

SIGNALLED = 128
"""A reader that a signal killed is told by this number and that of the signal, as shells do."""


def keep(connection: Connection, employer: int) -> NoReturn:
    """Run a reader that talks over `connection`, and exit with its status; `employer` is the process not to be outlived."""
    signal.signal(signal.SIGTERM, _stopped)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    adopt_orphans()
    leave_network()
    status = 0
    with tempfile.TemporaryDirectory(prefix="nianbao-reader-", ignore_cleanup_errors=True) as folder:
        try:
            status = _watch(_start(connection, folder), employer)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            kill_descendants()
    sys.exit(status)


def _stopped(_signal: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _start(connection: Connection, folder: str) -> int:
    """Start the reader and return its process id."""
    reader = os.fork()
    if reader == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        serve(connection, folder)
    connection.close()
    return reader


def _watch(reader: int, employer: int) -> int:
    """Wait for the end of the reader or of the employer; return the status of the reader."""
    try:
        ends = [os.pidfd_open(reader), os.pidfd_open(employer)]
    except ProcessLookupError:
        return 0
    ready, _, _ = select.select(ends, [], [])
    if ends[0] not in ready:
        return 0
    status = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
    return status if status >= 0 else SIGNALLED - status
