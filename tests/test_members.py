"""The files inside archives: names in any encoding, archives within archives, and what is refused."""

import gzip
import struct
import subprocess
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import which
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from extract import members as members_module
from extract import unarchiver
from extract.errors import UnreadableDocument
from extract.media import media_type_of
from extract.members import members

needs_unar = pytest.mark.skipif(which("unar") is None, reason="unar is not installed")


def zip_of(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def rar_of(files: dict[str, bytes], *, flags: int = 0x8000) -> bytes:
    """Return a RAR 4 file with its members stored as they are."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, b"\0" * 6)
    for name, data in files.items():
        raw = name.encode("gb18030")
        fixed = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5A210000, 29, 0x30, len(raw), 0o100644
        )
        out += block(0x74, flags, fixed + raw) + data
    return out + block(0x7B, 0x4000, b"")


def seven_zip_of(name: str, data: bytes) -> bytes:
    """Return a 7z file with one member stored as it is."""
    names = b"\0" + f"{name}\0".encode("utf-16-le")
    streams = bytes([0x06, 0, 1, 0x09, len(data), 0, 0x07, 0x0B, 1, 0, 1, 1, 0, 0x0C, len(data), 0])
    digest = bytes([0x08, 0x0A, 1]) + struct.pack("<I", zlib.crc32(data)) + b"\0"
    files = bytes([0x05, 1, 0x11, len(names)]) + names + b"\0"
    header = b"\x01\x04" + streams + digest + b"\0" + files + b"\0"
    start = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + data + header


def read(data: bytes) -> dict[str, bytes]:
    return {member.name: member.data for member in members(data, media_type_of(data))}


def test_members_of_a_zip_without_what_desktops_leave_behind() -> None:
    files = {"报告/年报.html": b"<p>1</p>", "__MACOSX/报告/._年报.html": b"x", "Thumbs.db": b"x", "~$年报.doc": b"x"}
    assert read(zip_of(files)) == {"报告/年报.html": b"<p>1</p>"}


def test_old_names_in_gbk_are_read() -> None:
    info = ZipInfo("placeholder.txt")
    out = BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr(info, b"1")
    old, name = b"placeholder.txt", "附件年报甲乙.t".encode("gb18030")
    padded = name + b"x" * (len(old) - len(name))
    assert list(read(out.getvalue().replace(old, padded))) == [padded.decode("gb18030")]


def test_backslashes_part_folders() -> None:
    assert list(read(zip_of({"a\\b.txt": b"1"}))) == ["a/b.txt"]


def test_an_archive_within_is_opened_once() -> None:
    innermost = zip_of({"c.txt": b"3"})
    inner = zip_of({"b.txt": b"2", "deep.zip": innermost})
    found = read(zip_of({"a.txt": b"1", "inner.zip": inner}))
    assert found == {"a.txt": b"1", "inner.zip/b.txt": b"2", "inner.zip/deep.zip": innermost}


def test_documents_that_are_zip_files_stay_whole() -> None:
    ofd = zip_of({"OFD.xml": b"<OFD/>"})
    word = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"})
    sheet = zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
    assert read(zip_of({"a.ofd": ofd, "b.docx": word, "c.xlsx": sheet})) == {
        "a.ofd": ofd,
        "b.docx": word,
        "c.xlsx": sheet,
    }
    assert media_type_of(ofd) == "application/ofd"
    assert media_type_of(word).endswith("wordprocessingml.document")


def encrypted(data: bytes) -> bytes:
    """Return a ZIP file with the flag of encryption set on its only member."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def test_an_encrypted_member_is_a_problem_and_an_encrypted_archive_an_error() -> None:
    secret = encrypted(zip_of({"a.txt": b"1"}))
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read(secret)
    found = list(members(zip_of({"secret.zip": secret, "b.txt": b"2"}), "application/zip"))
    assert [(member.name, member.data) for member in found] == [("b.txt", b"2"), ("secret.zip/a.txt", b"")]
    assert "encrypted" in str(found[1].problem)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="bomb"):
        read(zip_of({"a.txt": bytes(20_000_000)}))
    monkeypatch.setattr(members_module, "TOTAL_LIMIT", 100)
    with pytest.raises(UnreadableDocument, match="unpacks to more"):
        read(zip_of({"a.txt": b"1" * 60, "b.txt": b"2" * 60}))


def test_gzip_gives_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(read(gzip.compress(b"<p>1</p>")).values()) == [b"<p>1</p>"]
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(gzip.compress(b"<p>1</p>")[:-9])
    monkeypatch.setattr(members_module, "MEMBER_LIMIT", 100)
    with pytest.raises(UnreadableDocument, match="more than 100"):
        read(gzip.compress(bytes(1000)))


@needs_unar
def test_members_of_a_rar_file() -> None:
    files = {"政府信息公开年度报告.txt": b"one", "空.txt": b"", "../../etc/above.txt": b"three"}
    found = read(rar_of(files))
    assert found["政府信息公开年度报告.txt"] == b"one"
    assert sorted(found.values()) == [b"", b"one", b"three"]


@needs_unar
def test_members_of_a_7z_file() -> None:
    assert read(seven_zip_of("年报.txt", b"one")) == {"年报.txt": b"one"}


@needs_unar
def test_rar_files_that_cannot_be_opened() -> None:
    whole = rar_of({"a.txt": b"one two three"})
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read(rar_of({"a.txt": b"one"}, flags=0x8004))
    with pytest.raises(UnreadableDocument):
        read(whole[:30])
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(whole.replace(b"one two three", b"one two threX"))


@needs_unar
def test_limits_of_rar_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unarchiver, "MOST_MEMBERS", 1)
    with pytest.raises(UnreadableDocument, match="more than 1 members"):
        read(rar_of({"a.txt": b"1", "b.txt": b"2"}))
    monkeypatch.setattr(unarchiver, "MOST_BYTES", 2)
    with pytest.raises(UnreadableDocument, match="more than 2 bytes"):
        read(rar_of({"a.txt": b"one"}))


def test_without_unar_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> Iterator[None]:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "Popen", missing)
    with pytest.raises(UnreadableDocument, match="lsar is not installed"):
        read(rar_of({"a.txt": b"1"}))


@needs_unar
def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(rar_of({"a.txt": b"1"}))
    assert list(tmp_path.iterdir()) == []
