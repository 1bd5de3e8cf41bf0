"""The index of a WARC file in CDXJ: one line per response, sorted by key and time, in blocks that a reader can fetch alone."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from warcio.archiveiterator import ArchiveIterator

from archive.clock import parse
from archive.exports.wacz.sort_key import sort_key

BLOCK = 300
"""Lines of a block."""

LONGEST_FORM = 4096
"""Characters of a form's content that enter a key."""

_INDEXED = ("response", "revisit", "resource")


class Line(NamedTuple):
    """A line of the index."""

    key: str
    moment: str
    fields: dict[str, str]

    def __str__(self) -> str:
        """Return the line with its end."""
        return f"{self.key} {self.moment} {json.dumps(self.fields)}\n"


def index(warc: Path) -> list[Line]:
    """Return the lines for a WARC file, sorted; a form that was sent is part of the key of its answer."""
    found: list[Line] = []
    with warc.open("rb") as stream:
        records = ArchiveIterator(stream)
        answered = None
        for record in records:
            if record.rec_type in _INDEXED:
                answered = record.rec_headers.get_header("WARC-Record-ID")
                line = _line(record, warc.name)
                place = {"length": str(records.get_record_length()), "offset": str(records.get_record_offset())}
                found.append(line._replace(fields={**line.fields, **place}))
            elif record.rec_type == "request" and record.rec_headers.get_header("WARC-Concurrent-To") == answered:
                found[-1] = _with_form(found[-1], record)
    return sorted(found, key=lambda line: (line.key, line.moment, int(line.fields["offset"])))


def _line(record: Any, filename: str) -> Line:
    headers, http = record.rec_headers, record.http_headers
    url = headers.get_header("WARC-Target-URI")
    declared = (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    media_type = "warc/revisit" if record.rec_type == "revisit" else declared.partition(";")[0].strip() or "unk"
    fields = {
        "url": url,
        "mime": media_type,
        "status": (http.get_statuscode() or "-") if http else "200",
        "digest": headers.get_header("WARC-Payload-Digest") or "-",
        "filename": filename,
    }
    return Line(sort_key(url), f"{parse(headers.get_header('WARC-Date')):%Y%m%d%H%M%S}", fields)


def _with_form(line: Line, request: Any) -> Line:
    """Return a line whose key names the form that was sent, if one was."""
    method = (request.http_headers.protocol or "").upper() if request.http_headers else ""
    if method not in ("POST", "PUT"):
        return line
    content = request.content_stream().read()
    declared = request.http_headers.get_header("Content-Type") or ""
    if declared.startswith("application/x-www-form-urlencoded"):
        body = unquote_plus(content.decode("utf-8", "replace"))
    else:
        body = "__wb_post_data=" + b64encode(content).decode()
    url, body = line.fields["url"], body[:LONGEST_FORM]
    mark = "&" if "?" in url else "?"
    key = sort_key(f"{url}{mark}__wb_method={method}" + (f"&{body}" if body else ""))
    return line._replace(key=key, fields={**line.fields, "method": method, "requestBody": body})


def write_index(lines: Sequence[Line], folder: Path) -> Iterator[Path]:
    """Write `index.cdx.gz`, the lines in compressed blocks, and `index.idx`, which tells where each block begins; yield both."""
    blocks, offset = folder / "index.cdx.gz", 0
    heads = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    with blocks.open("wb") as stream:
        for start in range(0, len(lines), BLOCK):
            member = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
            text = "".join(map(str, lines[start : start + BLOCK])).encode()
            data = member.compress(text) + member.flush()
            stream.write(data)
            heads.append(f'{lines[start].key} {lines[start].moment} {{"offset": {offset}, "length": {len(data)}}}\n')
            offset += len(data)
    (folder / "index.idx").write_text("".join(heads), encoding="utf-8")
    yield blocks
    yield folder / "index.idx"
