"""What an export is made of, as plain values: columns, tables, and the files that were written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from archive.errors import ArchiveError

Value = str | int | float | None
Row = tuple[Value, ...]
Kind = Literal["string", "integer", "number", "date", "datetime"]
By = Literal["whole", "year", "version", "change", "capture", "report"]


class ExportError(ArchiveError):
    """An export cannot be made; the message is one line for the user."""


class Text(NamedTuple):
    """A text in Chinese and in English."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """The two beside each other, Chinese first."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, type, meaning and, for counts and amounts, the unit."""

    name: str
    kind: Kind
    text: Text
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column that names a row of another table by a column of that."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is exported; `by` says how its rows belong to report years ("whole": to none)."""

    name: str
    by: By
    title: Text
    text: Text
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was written: a table, or its rows of one report year; size in bytes, `path` below the export's folder."""

    path: Path
    table: Table
    year: int | None
    rows: int
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file as a resource of the package: table, or table and year."""
        return self.path.with_suffix("").as_posix().replace("/", "-").replace("_", "-")
