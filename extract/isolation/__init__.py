"""Reading in worker processes: what a document does to its reader stays there."""

from extract.isolation.limits import Limits
from extract.isolation.pool import ReaderPool
from extract.isolation.worker import Lost, WorkerNotStarted

__all__ = ["Limits", "Lost", "ReaderPool", "WorkerNotStarted"]
