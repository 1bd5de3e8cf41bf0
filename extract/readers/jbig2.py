"""JBIG2 pictures, as scanners write black and white pages: handed to the decoder of pdfium inside a PDF of one page."""

import struct
from typing import NamedTuple

from PIL import Image

from extract.errors import UnreadableDocument

SIGNATURE = b"\x97JB2\r\n\x1a\n"
MOST_PIXELS = 60_000_000
MOST_SEGMENTS = 10_000
_PAGE_INFORMATION, _END_OF_PAGE, _END_OF_FILE = 48, 49, 51
_SEQUENTIAL, _PAGES_UNKNOWN = 0x01, 0x02


class _Segment(NamedTuple):
    """A segment: what it is, where it starts, where its data starts, and where it ends."""

    kind: int
    start: int
    data: int
    end: int


def jbig2_image(data: bytes) -> Image.Image:
    """Return the first page of a JBIG2 file. Raises UnreadableDocument when it is damaged, too large or not sequential."""
    import pypdfium2

    try:
        stream, width, height = _embedded(data)
        with pypdfium2.PdfDocument(_pdf(stream, width, height)) as document:
            image: Image.Image = document[0].render(scale=1, grayscale=True).to_pil()
            return image.copy()
    except (struct.error, IndexError, pypdfium2.PdfiumError) as error:
        raise UnreadableDocument(f"the JBIG2 picture is damaged: {error}") from error


def _embedded(data: bytes) -> tuple[bytes, int, int]:
    """Return the segments of the first page as PDF embeds them, and its size in pixels."""
    flags = data[len(SIGNATURE)]
    if not flags & _SEQUENTIAL:
        raise UnreadableDocument("the JBIG2 picture is not sequential")
    position = len(SIGNATURE) + (1 if flags & _PAGES_UNKNOWN else 5)
    kept, size = [], None
    for _ in range(MOST_SEGMENTS):
        if position >= len(data):
            break
        segment = _segment(data, position)
        if segment.kind in (_END_OF_PAGE, _END_OF_FILE):
            break
        if segment.kind == _PAGE_INFORMATION:
            size = struct.unpack_from(">II", data, segment.data)
        kept.append(data[segment.start : segment.end])
        position = segment.end
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        raise UnreadableDocument("the JBIG2 picture states no size, or has too many pixels")
    return b"".join(kept), size[0], size[1]


def _segment(data: bytes, start: int) -> _Segment:
    number, flags, count = struct.unpack_from(">IBB", data, start)
    if count >> 5 == 7:
        references = struct.unpack_from(">I", data, start + 5)[0] & 0x1FFFFFFF
        position = start + 9 + (references + 8) // 8
    else:
        references, position = count >> 5, start + 6
    position += references * (1 if number <= 256 else 2 if number <= 65536 else 4)
    position += 4 if flags & 0x40 else 1
    (length,) = struct.unpack_from(">I", data, position)
    end = position + 4 + length
    if end > len(data):
        raise UnreadableDocument("the JBIG2 picture ends too early")
    return _Segment(flags & 0x3F, start, position + 4, end)


def _pdf(stream: bytes, width: int, height: int) -> bytes:
    draw = f"{width} 0 0 {height} 0 0 cm /P Do".encode()
    picture = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 1"
    page = f"/Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<<{page}>>".encode(),
        _stream("", draw),
        _stream(f"{picture}/Filter/JBIG2Decode", stream),
    )
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def _stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries}/Length {len(data)}>>".encode() + b"stream\n" + data + b"\nendstream"
