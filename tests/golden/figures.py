"""Numbers for a report: distinct and not zero wherever possible, in accord with the sums of the form or against them."""

import random

from tests.golden.form_data import APPLICANTS, PARTS, REMEDIES, RESULTS, FormVariant

Number = int | float
Figures = dict[str, Number]
SIZES = {"distinct": (1, 3000), "small": (0, 9), "sparse": (0, 3), "large": (20_000, 999_999)}
FEE = "t2.admin_fees.amount_10k_cny"


def figures(rng: random.Random, form: FormVariant, size: str) -> Figures:
    """Return a number for every cell, all sums right; `size` is a key of SIZES or "zero"."""
    if size == "zero":
        return dict.fromkeys(form.keys(), 0)
    low, high = SIZES[size]
    found: Figures = {key: _table_2(rng, key, size) for key in form.keys() if key.startswith("t2.")}  # noqa: SIM118 (keys() is no mapping's)
    lines = _table_3(rng, form, low, high, sparse=size == "sparse")
    for line in form.value_lines():
        found.update({f"t3.{line}.{column}": lines[line][column] for column in APPLICANTS})
    for block in REMEDIES:
        numbers = dict(zip(RESULTS, _draw(rng, 4, min(low, 1), min(high, 5000), sparse=size == "sparse"), strict=True))
        found.update({f"t4.{block}_{result}": number for result, number in numbers.items()})
        found[f"t4.{block}_total"] = sum(numbers.values())
    return found


def broken(rng: random.Random, found: Figures) -> Figures:
    """Return the figures with one to three wrong numbers in tables 3 and 4, as agencies print them."""
    wrong = dict(found)
    for key in rng.sample([key for key in found if not key.startswith("t2.")], rng.randint(1, 3)):
        wrong[key] = max(0, int(found[key]) + rng.choice([-9, -2, -1, 1, 2, 10]))
    return wrong


def _table_2(rng: random.Random, key: str, size: str) -> Number:
    if key == FEE:
        decimals = rng.choice([0, 0, 1, 2, 4, 6])
        return rng.randint(0, 99_999) if not decimals else round(rng.uniform(0, 30_000), decimals)
    if key.endswith("items_change"):
        return rng.randint(-90, 900)
    return rng.randint(0, 9) if size in ("sparse", "small") else rng.randint(1, 1_000_000)


def _table_3(rng: random.Random, form: FormVariant, low: int, high: int, *, sparse: bool) -> dict[str, dict[str, int]]:
    names = [*form.outcomes(), "carried_out", "carried_in"]
    drawn = iter(_draw(rng, len(names) * len(PARTS), low, high, sparse=sparse))
    lines = {name: {part: next(drawn) for part in PARTS} for name in names}
    lines["processed_total"] = {part: sum(lines[name][part] for name in form.outcomes()) for part in PARTS}
    lines["received_new"] = {}
    for part in PARTS:
        handled = lines["processed_total"][part] + lines["carried_out"][part]
        lines["carried_in"][part] = min(lines["carried_in"][part], handled)
        lines["received_new"][part] = handled - lines["carried_in"][part]
    for line in lines.values():
        line["total"] = sum(line.values())
    return lines


def _draw(rng: random.Random, count: int, low: int, high: int, *, sparse: bool) -> list[int]:
    if sparse:
        return [rng.choice([0] * 9 + [1, 2, rng.randint(1, 40)]) for _ in range(count)]
    return rng.sample(range(low, high), count) if high - low > count else rng.choices(range(low, high + 1), k=count)
