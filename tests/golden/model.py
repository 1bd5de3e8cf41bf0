"""A report of known content: its words, its printed cells, and what a rendering of it leaves undecided."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.golden.figures import broken, figures
from tests.golden.form_data import VARIANTS, FormVariant
from tests.golden.grid import Table
from tests.golden.printing import Printed, printed

ORDINALS = "一二三四五六"


def intact(table: Table) -> Table:
    """Return a table as it is."""
    return table


@dataclass(frozen=True)
class Report:
    """One report before it is rendered; `parts` are the six headings with their paragraphs, `sums_hold` tells source errors.

    `damage` is done to each of its tables before they are rendered.
    """

    form: FormVariant
    title: str
    agency: str
    year: int
    cells: Mapping[str, Printed]
    labels: Mapping[str, str]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    sums_hold: bool
    size: str
    damage: Callable[[Table], Table] = intact

    def label(self, text: str) -> str:
        """Return a label of the form as this report prints it."""
        return self.labels.get(text, text)


@dataclass(frozen=True)
class Rendered:
    """The bytes of a report in one format and layout.

    `cells` is what they print. Of the keys in `ambiguous` the source does not say which number belongs to them, so a reader
    may doubt them. `where` is a word on the layout for a person. `places` tells where values stand, where the format has
    places: row and column in their table, or page from 1 and a point in points from the top left.
    """

    data: bytes
    media_type: str
    extension: str
    where: str
    cells: Mapping[str, Printed]
    ambiguous: frozenset[str] = frozenset()
    places: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


def random_report(seed: int, *, plain: bool = False) -> Report:
    """Return the report of a seed; a plain one prints distinct numbers, all sums right, in the labels of the form."""
    rng = random.Random(seed)
    form = rng.choices(VARIANTS, [6, 2, 3])[0]
    size = "distinct" if plain else rng.choices(["distinct", "small", "sparse", "zero", "large"], [60, 8, 14, 10, 8])[0]
    found = figures(rng, form, size)
    wrong = not plain and size != "zero" and rng.random() < 0.15
    shown = broken(rng, found) if wrong else found
    cells = {key: Printed(str(value), value) for key, value in shown.items()} if plain else printed(rng, shown)
    agency, year = _agency(rng), rng.randint(2019, 2025)
    title = _words()["titles"][0] if plain else rng.choice(_words()["titles"])
    return Report(
        form,
        title.format(agency=agency, year=year),
        agency,
        year,
        cells,
        {} if plain else _labels(rng),
        _parts(rng, agency, year, plain=plain),
        shown == found,
        size,
    )


def _agency(rng: random.Random) -> str:
    words = _words()
    place = rng.choice(words["places"])
    return str(place if place in words["complete_places"] else place + rng.choice(words["offices"][1:]))


def _labels(rng: random.Random) -> dict[str, str]:
    share = rng.choice([0, 0, 0.2, 0.6])
    return {label: rng.choice(variants) for label, variants in _words()["labels"].items() if rng.random() < share}


def _parts(rng: random.Random, agency: str, year: int, *, plain: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = _words()
    prose = [
        [*rng.sample(words["overview"], 4), words["overview"][1]],
        [],
        [],
        [],
        words["problems"],
        [rng.choice(words["others"])],
    ]
    headings = [choices[0] if plain else rng.choice(choices) for choices in words["headings"]]
    return tuple(
        (
            f"{ORDINALS[number]}、{heading}",
            tuple(text.format(agency=agency, year=year) for text in dict.fromkeys(prose[number])),
        )
        for number, heading in enumerate(headings)
    )


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads((Path(__file__).parent / "wording.json").read_text(encoding="utf-8"))
    return words
