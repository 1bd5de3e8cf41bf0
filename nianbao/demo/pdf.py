"""Minimal PDF files made by hand: pages of text and rules in a standard Chinese font that every reader brings along."""

from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842
"""The size of a page in points."""


def cover(lines: list[str]) -> bytes:
    """Return a PDF of one page that shows the lines."""
    return document([[text(line, 72, 700 - 28 * place, 16) for place, line in enumerate(lines)]])


def text(words: str, left: float, base: float, size: float) -> str:
    """Return the drawing of words that start at a point; Latin ones are half as wide as the size, all others as wide."""
    return f"BT /F1 {size:g} Tf {left:.1f} {base:.1f} Td <{words.encode('utf-16-be').hex().upper()}> Tj ET"


def width(words: str, size: float) -> float:
    """Return how wide words are drawn."""
    return size * sum(0.5 if character.isascii() else 1.0 for character in words)


def rule(left: float, bottom: float, right: float, top: float) -> str:
    """Return the drawing of a straight line."""
    return f"0.6 w {left:.1f} {bottom:.1f} m {right:.1f} {top:.1f} l S"


def document(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of pages, each a list of drawings."""
    kids = " ".join(f"{7 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"<< /Font << /F1 3 0 R >> >>",
    ]
    for place, drawings in enumerate(pages):
        stream = "\n".join(drawings).encode("ascii")
        box = f"[0 0 {WIDTH} {HEIGHT}]"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources 6 0 R /Contents {8 + 2 * place} 0 R >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
