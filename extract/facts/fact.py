"""A fact: something that the text of a report states, with the place where it is printed."""

from dataclasses import dataclass

from extract.numbers import Number


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of a report.

    `value` is the number in the printed `unit`, None for a statement in words, which `text` then holds. `sentence` is the
    sentence around it without line breaks; `start` and `end` (exclusive) are the printed number or words in the text of the
    part with number `section`; part 0 is what stands before the first part.
    `scope` says whose number it is where the sentence says so: own, area, system or headquarters.
    `qualifier` is the printed word that makes a number inexact (余, 近, 万); None for an exact number.
    """

    key: str
    value: Number | None
    unit: str | None
    sentence: str
    section: int
    start: int
    end: int
    text: str | None = None
    scope: str | None = None
    qualifier: str | None = None
