"""What a report states in words: whom to ask, who compiled it, how its texts are checked, and how its work was judged."""

import re
from collections.abc import Iterator

from extract.facts.fact import Fact
from extract.facts.prose import Prose
from extract.facts.rules import word_rules

_CONTACT = re.compile(r"地址|邮编|邮政编码|电话|邮箱|电子邮件|[Ee]-?mail")
PROBLEMS = 5
SHORTEST = 12
"""A sentence shorter than this is a heading."""


def statements_in_words(prose: Prose, start: int, end: int, section: int, year: int | None) -> Iterator[Fact]:
    """Yield what a sentence of a part states in words; `year` is that of the report."""
    sentence = prose.plain[start:end]
    for rule in word_rules(year - 1 if year else None):
        if rule.place == "contact" and not (section in (0, 6) and _CONTACT.search(sentence)):
            continue
        if (rule.place == "problems") != (section == PROBLEMS) and rule.place != "contact":
            continue
        match = rule.pattern.search(sentence)
        if match is None or (len(sentence) < SHORTEST and "text" not in rule.pattern.groupindex):
            continue
        span = match.span("text") if "text" in rule.pattern.groupindex else (0, len(sentence))
        place = (start + span[0], start + span[1])
        yield Fact(
            rule.key,
            rule.value,
            None,
            prose.printed(start, end),
            section,
            *prose.place(*place),
            text=prose.printed(*place),
        )
