"""Content encoding: from the body as received to the document itself, within a bound."""

import zlib

import brotli

MAX_DECODED = 256 * 1024 * 1024
"""A body that grows beyond this many bytes is kept as received."""

EXCEEDS = "the decoded body exceeds"
"""How the remark about a body that grew beyond the bound begins."""

_GZIP_MAGIC = b"\x1f\x8b"


class TooLarge(Exception):
    """The decoded body would exceed the bound."""


def decode_body(body: bytes, encoding: str | None, limit: int = MAX_DECODED) -> tuple[bytes, str | None]:
    """Return the decoded body, and a remark when it had to be kept as received.

    The declared encoding counts where the bytes bear it out; gzip is recognised by its magic, declared or not. A gzip file
    that is itself the document (no declaration, not unpacking to text) is not told apart: portals do not publish such.
    """
    declared = (encoding or "").strip().lower()
    try:
        if body.startswith(_GZIP_MAGIC):
            return _inflate(body, zlib.MAX_WBITS | 16, limit), None
        if declared == "deflate" and body:
            return _deflate(body, limit), None
        if declared == "br" and body:
            return _unbrotli(body, limit), None
    except TooLarge:
        return body, f"{EXCEEDS} {limit} bytes and was kept as received"
    except (zlib.error, brotli.error, EOFError) as error:
        return body, f"the body could not be decoded ({declared or 'gzip'}: {error}) and was kept as received"
    if declared and declared not in ("identity", "gzip", "x-gzip", "deflate", "br"):
        return body, f"the content encoding {declared[:40]!r} is unknown; the body was kept as received"
    return body, None


def _inflate(body: bytes, wbits: int, limit: int) -> bytes:
    decoded, rest = bytearray(), body
    while True:
        decoder = zlib.decompressobj(wbits)
        decoded += decoder.decompress(rest, limit + 1 - len(decoded))
        if len(decoded) > limit:
            raise TooLarge
        if not decoder.eof:
            raise EOFError("it ends early")
        rest = decoder.unused_data
        if wbits <= zlib.MAX_WBITS or not rest.startswith(_GZIP_MAGIC):
            return bytes(decoded)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflate(body, zlib.MAX_WBITS, limit)
    except zlib.error:
        return _inflate(body, -zlib.MAX_WBITS, limit)


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    decoded = bytes(decoder.process(body, output_buffer_limit=limit + 1))
    if len(decoded) > limit:
        raise TooLarge
    if not decoder.is_finished():
        raise EOFError("it ends early")
    return decoded
