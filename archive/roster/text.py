"""The bytes of a CSV file as text: UTF-8, UTF-16 or GB18030; anything else is a fault."""

import codecs
import re

from archive.errors import ArchiveError

MAX_BYTES = 64 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ODD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


def decode(data: bytes) -> str:
    """Return the text of a file. Raises ArchiveError when it is empty, too large, or in no encoding known here."""
    if len(data) > MAX_BYTES:
        raise ArchiveError(f"文件超过 {MAX_BYTES >> 20} MB The file is larger than {MAX_BYTES >> 20} MB")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise ArchiveError("文件是空的 The file is empty")
        if not _ODD.search(text) and (encoding != "gb18030" or _is_plausible(text)):
            return text
    raise ArchiveError("无法识别编码：请用 UTF-8、GB18030 或 UTF-16 The encoding is none of UTF-8, GB18030, UTF-16")


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    zeros = data[0::2].count(0), data[1::2].count(0)
    if max(zeros) > len(data) // 20:
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le",)
    return "utf-8", "gb18030"


def _is_plausible(text: str) -> bool:
    """Tell GB18030 from other encodings of two bytes, which it decodes too, to characters that hardly occur."""
    characters = [character for character in text if character > "\x7f"]
    rare = sum(not character.encode("gb2312", "ignore") for character in characters)
    return rare <= len(characters) // 10
