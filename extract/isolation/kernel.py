"""What Linux offers to keep a process and its children in: adoption of orphans, a network of its own, the list of children."""

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

_SET_CHILD_SUBREAPER = 36
_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_libc = ctypes.CDLL(None)


def adopt_orphans() -> None:
    """Make this process the parent of all its descendants whose own parent dies."""
    _libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave_network() -> bool:
    """Move this process, with all children to come, into a network without any interface; False where that is not allowed."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_NEW_NETWORK) == 0:
        return True
    if _libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    return True


def kill_descendants() -> None:
    """Kill every child of this process, and theirs, and wait for their end. Orphans must be adopted."""
    while True:
        for child in _children(os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(status.parent.name))
    return found
