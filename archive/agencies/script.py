"""The writing of names: simplified characters, no blanks, no full-width forms, nothing that a converter left behind."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

import yaml

from archive.agencies.bodies import rules

LONGEST = 60
_ROMAN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,8}\)")
_NAME = re.compile(r"[\u3400-\u9fff·、()\-—]+")
_REFUSED = re.compile("|".join(rules()["refused"]))


def plain(text: str) -> str:
    """Return a text in NFKC and simplified characters, without blanks and the romanisation that converters add in brackets."""
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    return _ROMAN.sub("", squeezed).translate(_simplified()).strip("—-·.、:,;")


def is_name(text: str) -> bool:
    """Return whether a plain text can be the name of an agency: Chinese, of sensible length, no placeholder (某) or words of other trades."""
    return 1 < len(text) <= LONGEST and bool(_NAME.fullmatch(text)) and not _REFUSED.search(text)


@cache
def _simplified() -> dict[int, str]:
    table = yaml.safe_load((files(__package__) / "traditional.yaml").read_text(encoding="utf-8"))
    return {ord(pair[0]): pair[1] for pair in table["pairs"].split()}
