"""Formats that are read by way of LibreOffice, files that only look like documents, and web pages saved as one file."""

import struct
from base64 import b64encode
from pathlib import Path
from shutil import which
from time import sleep

import pytest

from extract.errors import UnreadableDocument
from extract.media import DOC, OLE, RTF, WEB_ARCHIVE, WORD_XML, XLS, media_type_of
from extract.ole import SIGNATURE, OleFile
from extract.readers import converted, read_document

needs_office = pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
RTF_TABLE = (
    rb"{\rtf1\ansi\ansicpg936\uc1 \u19968?\u12289?\u24635?\u20307?\u24773?\u20917?\par"
    rb"\trowd\clmgf\cellx2000\clmrg\cellx4000\cellx6000\intbl A\cell\cell 5\cell\row"
    rb"\trowd\cellx2000\cellx4000\cellx6000\intbl B\cell C\cell 7\cell\row\pard\par}"
)


def ole(streams: dict[str, bytes], embedded: str | None = None) -> bytes:
    """Return a compound file with these streams, each below the cutoff of small streams set to 0; one in a storage inside."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors: list[bytes] = []
    chains: list[int] = []

    def add(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[place : place + 512].ljust(512, b"\0") for place in range(0, len(data), 512)] or [b"\0" * 512]
        sectors.extend(pieces)
        chains.extend([*range(start + 1, start + len(pieces)), end])
        return start

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le").ljust(64, b"\0")
        return struct.pack(
            "<64sHBBIII16sIQQIQ", text, 2 * len(name) + 2, kind, 1, free, right, child, b"", 0, 0, 0, start, size
        )

    names = list(streams)
    entries = [entry("Root Entry", 5, free, 1, end, 0)]
    for number, name in enumerate(names, 1):
        last = number == len(names)
        right = free if last and embedded is None else number + 1
        entries.append(entry(name, 2, right, free, add(streams[name]), len(streams[name])))
    if embedded is not None:
        entries.append(entry("ObjectPool", 1, free, len(names) + 2, 0, 0))
        entries.append(entry(embedded, 2, free, free, add(b"x"), 1))
    directory = add(b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0"))
    table = len(sectors)
    chains.append(fat)
    sectors.append(struct.pack(f"<{len(chains)}I", *chains).ljust(512, b"\xff"))
    difat = struct.pack("<109I", table, *[free] * 108)
    header = struct.pack("<8s16xHHHHH6xIII4xIIIII", SIGNATURE, 62, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, end, 0, end, 0)
    return header + difat + b"".join(sectors)


def test_streams_of_a_compound_file_are_read_by_name() -> None:
    file = OleFile(ole({"WordDocument": b"a" * 1300, "1Table": b"b"}, embedded="Workbook"))
    assert file.names() == ["worddocument", "1table", "objectpool"]
    assert (file.read("worddocument"), file.read("1table")) == (b"a" * 1300, b"b")
    for name, limit in (("workbook", 10), ("worddocument", 1299)):
        with pytest.raises(UnreadableDocument):
            file.read(name, limit)


def test_a_chain_of_sectors_that_comes_back_to_itself_ends() -> None:
    data = bytearray(ole({"WordDocument": b"a" * 1300}))
    table = len(data) - 512
    struct.pack_into("<I", data, table + 4, 0)
    assert len(OleFile(bytes(data)).read("worddocument")) <= 1300


@pytest.mark.parametrize("cut", [20, 300, 520, 1500])
def test_a_compound_file_cut_short_is_damaged_or_reads_as_what_is_left(cut: int) -> None:
    data = ole({"WordDocument": b"a" * 1300})[:cut]
    assert media_type_of(data) in (OLE, "text/plain")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (ole({"WordDocument": b"x"}), DOC),
        (ole({"WordDocument": b"x"}, embedded="Workbook"), DOC),
        (ole({"Workbook": b"x"}, embedded="WordDocument"), XLS),
        (ole({"Book": b"x"}), XLS),
        (ole({"EncryptedPackage": b"x"}), OLE),
        (b"\xef\xbb\xbf  \r\n" + RTF_TABLE, RTF),
        (
            b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            WORD_XML,
        ),
    ],
)
def test_kinds_of_old_documents_are_told_by_what_is_inside(data: bytes, media_type: str) -> None:
    assert media_type_of(data, "application/octet-stream") == media_type


@pytest.mark.parametrize(
    "data",
    [
        ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
        ole({"WordDocument": b"\xec\xa5" + bytes(8) + b"\x00\x01" + bytes(20)}),
        ole({"Workbook": struct.pack("<HHHHHHHH", 0x809, 4, 0x600, 5, 0x2F, 4, 0, 0)}),
    ],
)
def test_encrypted_documents_say_so(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read_document(data)


def test_without_libreoffice_the_reader_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadableDocument, match="LibreOffice is not installed"):
        read_document(RTF_TABLE)


def test_a_program_that_does_not_end_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n/bin/sleep 600 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableDocument, match="did not finish"):
        converted.convert(RTF_TABLE, RTF, "docx", seconds=1)
    child = (tmp_path / "child").read_text().strip()
    for _ in range(200):
        if _is_gone(child):
            break
        sleep(0.05)
    assert _is_gone(child)


def _is_gone(process: str) -> bool:
    """Return whether a process has ended; the system may take a moment to end one that was killed."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_program_that_writes_nothing_cannot_open_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableDocument, match="cannot open"):
        read_document(RTF_TABLE)


@needs_office
def test_rtf_becomes_paragraphs_and_tables_with_their_merges() -> None:
    document = read_document(RTF_TABLE)
    assert document.media_type == RTF
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、总体情况"]
    grid = document.grids()[0]
    assert [[cell.text if cell else None for cell in row] for row in grid.rows] == [["A", "A", "5"], ["B", "C", "7"]]


@needs_office
def test_doc_keeps_the_same_tables() -> None:
    document = read_document(converted.convert(RTF_TABLE, RTF, "doc"))
    assert document.media_type == DOC
    texts = [[cell.text if cell else None for cell in row] for row in document.grids()[0].rows]
    assert texts == [["A", "A", "5"], ["B", "C", "7"]]


def web_archive(charset: str, page: str) -> bytes:
    text = b64encode(page.encode(charset)).decode()
    return (
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\tboundary="--=_part"\r\n\r\n'
        "A page saved as one file.\r\n\r\n"
        f'----=_part\r\nContent-Location: a.htm\r\nContent-Type: text/html; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{text}\r\n"
        "----=_part\r\nContent-Location: a.files/1.png\r\nContent-Type: image/png\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n----=_part--\r\n"
    ).encode()


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_web_page_saved_as_one_file_is_read_by_its_page(charset: str) -> None:
    document = read_document(web_archive(charset, "<html><p>一、总体情况</p><table><tr><td>甲<td>3</table></html>"))
    assert document.media_type == WEB_ARCHIVE
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、总体情况"]
    assert [cell.text for cell in document.grids()[0].cells()] == ["甲", "3"]
    assert [picture.data for picture in document.pictures] == [b"\x00\x01\x02"]


def test_a_web_archive_without_a_page_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument):
        read_document(web_archive("utf-8", "x").replace(b"text/html", b"text/css"))
