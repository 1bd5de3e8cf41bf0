"""Several workers at once; answers come in the order of the documents, whoever is ready first."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from extract.isolation.limits import Limits
from extract.isolation.worker import Lost, Worker

Answer = TypeVar("Answer")
Subject = TypeVar("Subject")

LOOK_AHEAD = 4
"""So many documents per worker are held in memory, read or waiting."""


@dataclass
class _Task(Generic[Subject]):
    """A document in the queue: `answer` is there once it was read."""

    subject: Subject
    arguments: tuple[Any, ...] | None
    answer: tuple[Any] | Lost | None = None
    worker: Worker | None = None

    @property
    def is_waiting(self) -> bool:
        return self.answer is None and self.worker is None


class ReaderPool(Generic[Answer]):
    """Reads documents by `function` in `jobs` worker processes, each document within `limits`.

    Used as a context: at its end no process is left. A document that kills its worker is read once more, alone.
    """

    def __init__(self, function: Callable[..., Answer], limits: Limits, jobs: int = 1) -> None:
        """Start nothing yet. `function` is one of a module; it gets bytes and plain values."""
        self._function = function
        self._limits = limits
        self._jobs = jobs
        self._idle: list[Worker] = []
        self._busy: dict[Worker, _Task[Any]] = {}

    def __enter__(self) -> Self:
        """Begin to use the pool."""
        return self

    def prepare(self) -> None:
        """Start a worker, which takes it a moment, ahead of the first document."""
        self._idle.append(Worker(self._function, self._limits))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all workers."""
        for worker in [*self._idle, *self._busy]:
            worker.stop()
        self._idle.clear()
        self._busy.clear()

    def read(self, *arguments: Any) -> Answer | Lost:
        """Return the answer for one document, or how its reader was lost twice."""
        return next(answer for _, answer in self.map([(None, arguments)]) if answer is not None)

    def map(
        self, work: Iterable[tuple[Subject, tuple[Any, ...] | None]]
    ) -> Iterator[tuple[Subject, Answer | Lost | None]]:
        """Yield each subject with the answer for its arguments, in order; None where it has no arguments.

        `work` is asked for a few subjects ahead.
        """
        coming = iter(work)
        queue: deque[_Task[Subject]] = deque()
        while self._fill(queue, coming):
            self._employ(queue)
            first = queue[0]
            if first.arguments is None:
                yield queue.popleft().subject, None
            elif isinstance(first.answer, Lost):
                yield first.subject, self._again(first)
                queue.popleft()
            elif first.answer is not None:
                yield queue.popleft().subject, first.answer[0]
            else:
                self._wait()

    def _fill(self, queue: deque[_Task[Subject]], coming: Iterator[tuple[Subject, tuple[Any, ...] | None]]) -> bool:
        """Bring the queue to its length, and tell whether anything is in it."""
        while len(queue) < LOOK_AHEAD * self._jobs and (item := next(coming, None)) is not None:
            queue.append(_Task(*item))
        return bool(queue)

    def _employ(self, queue: Iterable[_Task[Subject]]) -> None:
        """Give the next documents to workers that have nothing to do."""
        waiting = (task for task in queue if task.arguments is not None and task.is_waiting)
        while len(self._busy) < self._jobs and (task := next(waiting, None)) is not None:
            self._give(task, self._idle.pop() if self._idle else Worker(self._function, self._limits))

    def _give(self, task: _Task[Any], worker: Worker) -> None:
        task.worker = worker
        self._busy[worker] = task
        worker.begin(task.arguments or ())

    def _wait(self) -> None:
        """Wait until a worker has something to tell or takes too long, and hear all of them."""
        left = min(worker.seconds_left for worker in self._busy)
        wait([worker.connection for worker in self._busy], max(0.0, left))
        for worker, task in list(self._busy.items()):
            answer = worker.answer()
            if answer is None:
                continue
            del self._busy[worker]
            task.answer, task.worker = answer, None
            if isinstance(answer, Lost):
                continue
            if worker.is_worn:
                worker.stop()
            else:
                self._idle.append(worker)

    def _again(self, task: _Task[Any]) -> Answer | Lost:
        """Read a document once more, by a new worker, while no other one is at work."""
        while self._busy:
            self._wait()
        task.answer = None
        self._give(task, Worker(self._function, self._limits))
        while task.answer is None:
            self._wait()
        return task.answer if isinstance(task.answer, Lost) else task.answer[0]
