"""The reader: takes documents from a connection one by one and answers with what a function makes of them."""

import os
import pickle
import sys
import tempfile
from importlib import import_module
from multiprocessing.connection import Connection
from socket import AF_INET, AF_INET6
from traceback import print_exc
from typing import Any, NoReturn

from extract import allowance
from extract.isolation.limits import MEGABYTE, Limits, limit_process, limit_processor_time

OUT_OF_MEMORY = 77
"""The exit status of a reader that got no more memory."""

READY, PAGE = b"ready", b"page"
"""What a reader sends before the first document, and when it begins to recognise a page."""

LARGEST_ANSWER = 256 * MEGABYTE

_ADDRESSED = frozenset(("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"))
_LOOKED_UP = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"))


def serve(connection: Connection, folder: str) -> NoReturn:
    """Take the name of a function and limits, then answer until the connection is closed; temporary files go to `folder`."""
    status = 1
    try:
        module, name, limits = pickle.loads(connection.recv_bytes())  # noqa: S301 -- the employer wrote it
        function = getattr(import_module(module), name)
        _seclude(folder)
        limit_process(limits)
        allowance.listen(lambda: _page_begins(connection, limits))
        connection.send_bytes(READY)
        while True:
            arguments = pickle.loads(connection.recv_bytes())  # noqa: S301 -- the employer wrote it
            limit_processor_time(limits)
            answer = pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
            if len(answer) > LARGEST_ANSWER:
                raise MemoryError
            connection.send_bytes(answer)
    except EOFError:
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException:
        print_exc()
    finally:
        os._exit(status)


def _page_begins(connection: Connection, limits: Limits) -> None:
    limit_processor_time(limits)
    connection.send_bytes(PAGE)


def _seclude(folder: str) -> None:
    """Give this process a directory for its files, no standard streams and no way to the network."""
    tempfile.tempdir = folder
    os.environ["TMPDIR"] = folder
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOKED_UP or (event in _ADDRESSED and arguments[0].family in (AF_INET, AF_INET6)):
        raise PermissionError("the reader of a document has no network")
