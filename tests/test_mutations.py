"""Damaged reports: no crash, nothing stated that is not printed, and every change that a sum betrays is flagged."""

from dataclasses import dataclass, field

import pytest

from extract.errors import UnreadableDocument
from extract.report import Report, read_report
from tests.golden.damage import TABLE_DAMAGE
from tests.golden.form_data import FormVariant
from tests.golden.judging import Reading
from tests.golden.model import Rendered
from tests.golden.mutations import BYTE_DAMAGE, Honesty, Mutant, honesty, mutant
from tests.golden.printing import Printed

QUICK = ("html", "text", "docx", "xlsx", "xls", "ofd")


@pytest.mark.parametrize("name", TABLE_DAMAGE)
@pytest.mark.parametrize("format_name", QUICK)
def test_a_damaged_table_is_never_read_silently_wrong(name: str, format_name: str) -> None:
    damaged = mutant(name, format_name, 21)
    report = read_report(damaged.document.data, damaged.document.media_type)
    assert isinstance(report, Report)
    found = honesty(damaged, report)
    assert (found.silent, found.unflagged) == ((), ())


@pytest.mark.parametrize("name", BYTE_DAMAGE)
@pytest.mark.parametrize("format_name", (*QUICK, "pdf"))
def test_damaged_bytes_are_unreadable_or_read_with_flags(name: str, format_name: str) -> None:
    damaged = mutant(name, format_name, 22)
    try:
        report = read_report(damaged.document.data, damaged.document.media_type)
    except UnreadableDocument:
        return
    if isinstance(report, Report):
        assert honesty(damaged, report).unflagged == ()


@dataclass
class Given:
    value: int | None
    state: str


@dataclass
class Failed:
    cells: tuple[str, ...]
    status: str = "fail"


@dataclass
class Answer:
    cells: dict[str, Reading]
    checks: list[Failed] = field(default_factory=list)
    issues: list[Failed] = field(default_factory=list)


def zeros(**changed: int) -> dict[str, Printed]:
    form = FormVariant("fmt_2021")
    cells = {key: Printed("0", 0) for key in form.keys()}  # noqa: SIM118 (keys() of a form is a list)
    return cells | {key: Printed(str(value), value) for key, value in changed.items()}


def given(cells: dict[str, Printed]) -> dict[str, Reading]:
    return {key: Given(int(cell.value or 0), "number" if cell.value else "zero") for key, cell in cells.items()}


REVIEW = "t4.review_upheld"
REQUESTS = "t3.received_new.natural_person"
RULES = "t2.regulations.issued"


@pytest.mark.parametrize(
    ("printed", "read", "checks", "expected"),
    [
        ({}, {}, [], Honesty((), (), ())),
        ({}, {REVIEW: 5}, [], Honesty((REVIEW,), (), ())),
        ({}, {REVIEW: 5}, [Failed((REVIEW,))], Honesty((), (), ())),
        ({REVIEW: 5}, {REVIEW: 5}, [], Honesty((), (REVIEW,), ())),
        ({REVIEW: 5}, {REVIEW: 5}, [Failed((REVIEW,))], Honesty((), (), ())),
        ({RULES: 5}, {RULES: 5}, [], Honesty((), (), (RULES,))),
    ],
)
def test_what_counts_as_silent_unflagged_and_not_coverable(
    printed: dict[str, int], read: dict[str, int], checks: list[Failed], expected: Honesty
) -> None:
    document = Rendered(b"", "text/html", "html", "", zeros())
    damaged = Mutant("other_digit", FormVariant("fmt_2021"), document, zeros(), zeros(**printed))
    assert honesty(damaged, Answer(given(zeros(**read)), checks)) == expected  # type: ignore[arg-type]  # a list of failed checks is no issue
