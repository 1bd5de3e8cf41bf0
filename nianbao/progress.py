"""Progress for a person: a bar on a terminal, plain lines otherwise, always on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

PLAIN_LINE_EVERY = 50
"""Without a terminal, one line per this many steps."""


@dataclass
class Stage:
    """One stage of work: call `advance` after each step; `total` may grow while the work is found."""

    label: str
    total: int | None
    console: Console
    bar: Progress | None = None
    task: TaskID | None = None
    done: int = 0

    def advance(self, note: str = "", by: int = 1) -> None:
        """Count steps as done; the note says what was done last."""
        if not self.done and self.bar is None:
            self.console.print(f"{self.label} …", markup=False, highlight=False)
        self.done += by
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, advance=by, total=self.total, note=note[-48:])
        elif self.done % PLAIN_LINE_EVERY == 0:
            self._line(note)

    def say(self, text: str) -> None:
        """Print a line that stays."""
        (self.bar.console if self.bar else self.console).print(text, markup=False, highlight=False)

    def _line(self, note: str) -> None:
        total = "" if self.total is None else f"/{self.total}"
        self.console.print(f"{self.label}: {self.done}{total} {note}".rstrip(), markup=False, highlight=False)


class Reporter:
    """Shows stages on stderr."""

    def __init__(self, console: Console | None = None) -> None:
        """Take the console to write to; stderr by default."""
        self.console = console or Console(stderr=True, soft_wrap=True)

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Stage]:
        """Show a stage from its beginning to its end."""
        if not self.console.is_terminal:
            yield Stage(label, total, self.console)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=self.console) as bar:
            yield Stage(label, total, self.console, bar, bar.add_task(label, total=total, note=""))
