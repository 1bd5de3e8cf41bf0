"""Full-text search of Chinese: overlapping pairs of characters, in an index that every SQLite opens.

Words are not cut out: a run of Han characters is indexed as its pairs and its last character, so every stretch of two
or more characters is found exactly and nothing is found across punctuation. Digits and Latin letters count as whole words.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_PIECE = re.compile(r'(?P<bar>\|)|(?P<minus>-?)(?:"(?P<literal>[^"]*)"?|(?P<word>[^\s"|]+))')
_CURLY = str.maketrans("“”„‟", '""""')
MAX_TERMS = 12
"""Terms of a query beyond this many are not looked at."""

NOTHING = '""'
"""The expression that matches no document."""


class Term(NamedTuple):
    """One term of a query: its text, whether it was quoted, excluded, or an alternative to the term before it."""

    text: str
    literal: bool
    excluded: bool
    alternative: bool


def tokens(text: str) -> str:
    """Return the tokens of a text, joined by spaces, as they enter the index."""
    return " ".join(token for run in _runs(text) for token in _tokens_of_run(run))


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _tokens_of_run(run: str) -> list[str]:
    return [*_pairs(run), run[-1]] if _HAN.match(run) else [run]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def parse_query(query: str) -> list[Term]:
    """Return the terms of a query as a person types it.

    A space means AND; `OR` or `|` makes the next term an alternative to the one before; a leading `-` excludes; quotes
    keep a literal together.
    """
    terms: list[Term] = []
    alternative = False
    for piece in _PIECE.finditer(unicodedata.normalize("NFKC", query).translate(_CURLY)):
        literal = piece["literal"] is not None
        text = piece["literal"] if literal else piece["word"]
        if piece["bar"] or (text == "OR" and not literal and not piece["minus"]):
            alternative = bool(terms)
        elif _runs(text):
            terms.append(Term(text, literal, bool(piece["minus"]), alternative))
            alternative = False
    return terms[:MAX_TERMS]


def zh_query(query: str | None) -> str:
    """Return the FTS5 expression for a query as a person types it; one without a positive term matches nothing."""
    groups: list[list[str]] = []
    excluded: list[str] = []
    for term in parse_query(query or ""):
        expression = _literal(term.text) if term.literal else _all_runs(term.text)
        if term.excluded:
            excluded.append(expression)
        elif term.alternative and groups:
            groups[-1].append(expression)
        else:
            groups.append([expression])
    if not groups:
        return NOTHING
    wanted = " AND ".join(group[0] if len(group) == 1 else f"({' OR '.join(group)})" for group in groups)
    return f"({wanted}) NOT ({' OR '.join(excluded)})" if excluded else wanted


def _all_runs(text: str) -> str:
    parts = [_phrase([run]) for run in _runs(text)]
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def _literal(text: str) -> str:
    return _phrase(_runs(text))


def _phrase(runs: list[str]) -> str:
    """Return the phrase of runs that follow each other; what comes after the last one is left open."""
    *before, last = runs
    words = [token for run in before for token in _tokens_of_run(run)]
    if not _HAN.match(last):
        return f'"{" ".join([*words, last])}"'
    if len(last) == 1:
        return f'"{" ".join([*words, last])}"*'
    return f'"{" ".join([*words, *_pairs(last)])}"'


class Piece(NamedTuple):
    """A piece of a snippet, and whether it is a term that was looked for."""

    text: str
    found: bool


def zh_pieces(body: str | None, query: str | None, width: int = 80) -> list[Piece]:
    """Return about `width` characters of a text around the first term found, in pieces. Terms are looked for as typed."""
    text = " ".join((body or "").split())
    wanted = [term for term in parse_query(query or "") if not term.excluded]
    words = {word for term in wanted for word in ([term.text.strip()] if term.literal else _runs(term.text))}
    pattern = re.compile(
        f"({'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or '$^'})", re.I
    )
    found = pattern.search(text)
    start = max(0, found.start() - width // 3) if found else 0
    parts = pattern.split(text[start : start + width])
    pieces = [Piece(part, place % 2 == 1) for place, part in enumerate(parts) if part]
    ends = Piece("…" if start else "", False), Piece("…" if start + width < len(text) else "", False)
    return [piece for piece in (ends[0], *pieces, ends[1]) if piece.text]


def zh_snippet(body: str | None, query: str | None, width: int = 80) -> str:
    """Return the pieces of `zh_pieces` as one text, every term marked by 【】: plain characters, escaped like any text."""
    return "".join(f"【{text}】" if found else text for text, found in zh_pieces(body, query, width))


def report_path(agency_id: str, year: int) -> str:
    """Return the address of a report's page, the same in every edition of the archive."""
    return f"/r/{quote(agency_id, safe='')}/{year}"
