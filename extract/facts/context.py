"""What stands around a number in its sentence: the year, plans, comparisons, whose number it is, and by which channel."""

import re

from extract.facts.rules import Rule, compiled, facts_data

_TITLE = re.compile(r"《[^》]*》|〔[^〕]*〕")
_WHOLE_YEAR = re.compile(r"1月1日(?:零时)?|12月31日|12月底|12月末")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年)")
_KIND_OF_ACCOUNT = re.compile(r"(?:政务)?新媒体(?:平台|账号)?(?=“[^”]{1,20}”(?:微信|公众号|微博|抖音|视频号))")
_NAME_OF_ACCOUNT = re.compile(r"“[^”]{1,20}”(?=(?:官方|政务)?(?:微信|公众号|微博|抖音|视频号|头条号))")
_CLAUSE_STOP = re.compile(r"[，,；;。：:]")


def clause_start(text: str, place: int) -> int:
    """Return where the clause that holds a place begins."""
    return max((stop.end() for stop in _CLAUSE_STOP.finditer(text, 0, place)), default=0)


def is_of_year(before: str, year: int | None, rule: Rule) -> bool:
    """Return whether a number behind these words of its sentence is one of the whole report year.

    The last word that tells a time counts; a month, a quarter and a count since some day are no whole year.
    """
    words = _TITLE.sub(lambda match: "＿" * len(match[0]), before)
    words = _WHOLE_YEAR.sub(lambda match: "＿" * len(match[0]), words)
    clause = clause_start(words, len(words))
    words = compiled("passing").sub(lambda match: "＿" * len(match[0]), words[:clause]) + words[clause:]
    if compiled("part_of_year").search(words):
        return False
    times = sorted([*_named_times(words), *((m.start(), int(m[1]) == year) for m in _YEAR.finditer(words))])
    if not rule.before and times and not times[-1][1]:
        return False
    return rule.stock or not _since(words, times)


def _named_times(words: str) -> list[tuple[int, bool]]:
    """Return the places of words for a time, with whether they mean the report year."""
    years = facts_data()["years"]
    return [
        (match.start(), present)
        for name, present in (("present", True), ("other", False))
        for word in years[name]
        for match in re.finditer(re.escape(word), words)
    ]


def _since(words: str, times: list[tuple[int, bool]]) -> bool:
    """Return whether the number counts from or up to some day without a word for the year behind it."""
    for match in compiled("since").finditer(words):
        if match[0] == "以来":
            own = any(present and match.start() - place <= 6 for place, present in times)
        else:
            own = any(present and place > match.start() + 8 for place, present in times)
        if not own:
            return True
    return False


def is_stated(before: str, clause: str, rule: Rule) -> bool:
    """Return whether a sentence and its clause up to a number state a count, not a plan, a comparison, or another subject."""
    if compiled("plan").search(clause):
        return False
    clause = compiled("names").sub(lambda match: "＿" * len(match[0]), clause)
    if not rule.relative and compiled("comparison").search(clause):
        return False
    if rule.unless is not None and rule.unless.search(before):
        return False
    return rule.reject is None or not rule.reject.search(clause)


def scope_of(before: str) -> str | None:
    """Return whose number stands behind these words of its sentence: the scope named last, or None."""
    found = [
        (match.end(), len(match[0]), scope)
        for scope, pattern in facts_data()["scopes"].items()
        for match in re.finditer(pattern, before)
    ]
    return max(found)[2] if found else None


def is_part(before: str) -> bool:
    """Return whether a number behind these words of its sentence is a part of one before it."""
    return compiled("subset").search(before) is not None


def channels_of(sentence: str, clause: int, end: int) -> list[str]:
    """Return the channels by which something was published.

    Of the clause (from `clause` to `end`) what stands behind its last number counts first, then all of it; where it names
    none, the earlier ones behind the last number in which a preposition leads to a channel. A sum of several numbers is of
    none.
    """
    earlier = re.split(r"\d", sentence[:clause])[-1]
    led = re.findall(r"(?:通过|在|利用|依托|借助|运用|经由)([^，,；;。]*)", earlier)
    own = sentence[clause:end]
    *counted, last = re.split(r"\d", own)
    if counted and re.search(r"[、和](?:全年)?(?:总计|合计|共计)", last):
        return []
    for words in (last, own, "|".join(led)):
        named = _channels_in(words)
        if named:
            return named
    return []


def is_part_by_channel(before: str, channel: str) -> bool:
    """Return whether these words of a sentence lead to what one channel adds to a whole that is not of that channel alone.

    Boards named beside a website may be columns of it.
    """
    part = compiled("subset").search(before)
    whole = _channels_in(before[: part.start()]) if part else []
    return whole != [channel] and (channel, whole) != ("bulletin_board", ["website"])


def _channels_in(words: str) -> list[str]:
    words = _NAME_OF_ACCOUNT.sub("", _KIND_OF_ACCOUNT.sub("", words))
    return [name for name, pattern in facts_data()["channels"].items() if re.search(pattern, words)]
