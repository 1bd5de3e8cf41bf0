"""The sums that the forms prescribe, evaluated on numbers: what they cover, and which of them do not hold."""

from collections.abc import Iterator, Mapping

from tests.golden.figures import Number
from tests.golden.form_data import APPLICANTS, PARTS, REMEDIES, RESULTS, FormVariant

Identity = tuple[tuple[str, ...], tuple[str, ...]]
"""Keys of cells whose sums are equal."""


def identities(form: FormVariant) -> Iterator[Identity]:
    """Yield every sum of a form."""
    for column in APPLICANTS:
        yield (
            (f"t3.received_new.{column}", f"t3.carried_in.{column}"),
            (f"t3.processed_total.{column}", f"t3.carried_out.{column}"),
        )
        yield (f"t3.processed_total.{column}",), tuple(f"t3.{line}.{column}" for line in form.outcomes())
    for line in form.value_lines():
        yield (f"t3.{line}.total",), tuple(f"t3.{line}.{part}" for part in PARTS)
    for block in REMEDIES:
        yield (f"t4.{block}_total",), tuple(f"t4.{block}_{result}" for result in RESULTS)


def broken_keys(form: FormVariant, values: Mapping[str, Number | None]) -> set[str]:
    """Return the keys of all cells in a sum that does not hold; cells without a value count as 0."""
    found: set[str] = set()
    for left, right in identities(form):
        if sum(values.get(key) or 0 for key in left) != sum(values.get(key) or 0 for key in right):
            found.update(left, right)
    return found
