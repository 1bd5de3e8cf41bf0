"""The web archive of a portal: all its records and no other's, found through the index, whatever a portal is called."""

import gzip
import io
import json
import subprocess
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.exports.model import ExportError
from archive.exports.wacz import cdxj
from archive.exports.wacz.collecting import file_stem
from archive.exports.wacz.portals import export_wacz
from archive.exports.wacz.sort_key import sort_key
from archive.model import ColumnReading, Exchange, Provenance
from archive.publish import publish
from archive.store import Archive

HOSTILE = "../../etc/passwd\n<script>"
HOME = "http://a.gov.cn/"
SAME = b"<html>one text, two portals</html>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive")
    opened = Archive.open(path, create=True)
    run = opened.start_run("crawl", {})
    with opened.writer(run) as writer:
        ok = "ok"
        writer.response(_exchange(HOME, b"<html>home of one</html>", 1), _of("one", run, "home"), ok)
        writer.response(
            _exchange("http://a.gov.cn/nb/t1.html", SAME, 2), _of("one", run, "article", "标题\ud800</script>"), ok
        )
        writer.response(_exchange("http://b.gov.cn/nb/t1.html", SAME, 3), _of(HOSTILE, run, "article"), ok)
        writer.response(
            _exchange("http://b.gov.cn/nb/t2.html", b"<html>own of two</html>", 4), _of(HOSTILE, run, "article"), ok
        )
        for second, page in ((5, b"1"), (6, b"2")):
            form = Exchange(
                "http://a.gov.cn/list.do", 200, "OK", [("Content-Type", "application/json")], b'{"page":' + page + b"}",
                _at(second), method="POST", request_body=b"page=" + page,
                request_headers=[("Content-Type", "application/x-www-form-urlencoded")],
            )  # fmt: skip
            writer.response(form, _of("one", run, "list"), ok)
        writer.response(Exchange(HOME, 304, "Not Modified", [], b"", _at(7)), _of("one", run, "home"), ok)
        writer.response(
            _exchange("http://c.gov.cn/robots.txt", b"User-agent: *", 8), Provenance(run["id"], "robots"), ok
        )
        writer.attempt("http://b.gov.cn/nb/t3.html", "unreachable", "timeout", _of(HOSTILE, run, "article"))
        writer.column(
            ColumnReading("http://a.gov.cn/nb/", "one", "trs", "own", ok, True, "2026-02-03T00:00:00Z", (), ())
        )
        writer.portal_finished("one", "甲市人民政府", HOME, "trs", None, ok, {})
    opened.close()
    publish(path)
    return path


def _at(second: int) -> datetime:
    return datetime(2026, 2, 3, 1, 2, second, 500_000, tzinfo=UTC)


def _exchange(url: str, body: bytes, second: int) -> Exchange:
    return Exchange(url, 200, "OK", [("Content-Type", "text/html; charset=utf-8")], body, _at(second))


def _of(portal: str, run: dict[str, Any], role: str, text: str | None = None) -> Provenance:
    return Provenance(run["id"], role, portal=portal, link_text=text)


def export(archive: Path, to: Path) -> list[Path]:
    opened = Archive.open(archive, readonly=True)
    try:
        export_wacz(opened, to)
    finally:
        opened.close()
    return sorted(to.glob("*.wacz"))


@pytest.fixture
def files(archive: Path, tmp_path: Path) -> dict[str, Path]:
    return {path.stem.split("-")[0]: path for path in export(archive, tmp_path / "out")}


def records(wacz: Path) -> list[Any]:
    with ZipFile(wacz) as file:
        found = []
        for record in ArchiveIterator(io.BytesIO(file.read("archive/data.warc.gz")), check_digests="raise"):
            record.body = record.content_stream().read()
            found.append(record)
        return found


def lines(wacz: Path) -> list[cdxj.Line]:
    """Read the index as a replay tool does: the blocks that index.idx names, each by itself."""
    with ZipFile(wacz) as file:
        blocks = file.read("indexes/index.cdx.gz")
        found = []
        for head in file.read("indexes/index.idx").decode().splitlines()[1:]:
            place = json.loads(head.split(" ", 2)[2])
            data = zlib.decompress(blocks[place["offset"] : place["offset"] + place["length"]], zlib.MAX_WBITS | 16)
            for line in data.decode().splitlines():
                key, moment, fields = line.split(" ", 2)
                found.append(cdxj.Line(key, moment, json.loads(fields)))
        return found


def at(wacz: Path, line: cdxj.Line) -> Any:
    """Return the record that a line of the index points to, read by offset and length alone."""
    with ZipFile(wacz) as file:
        warc = file.read(f"archive/{line.fields['filename']}")
    start, length = int(line.fields["offset"]), int(line.fields["length"])
    record = next(iter(ArchiveIterator(io.BytesIO(warc[start : start + length]))))
    record.body = record.content_stream().read()
    return record


def test_every_line_of_the_index_leads_to_its_record(files: dict[str, Path]) -> None:
    for wacz in files.values():
        found = lines(wacz)
        assert [line[:2] for line in found] == sorted(line[:2] for line in found)
        for line in found:
            record = at(wacz, line)
            assert record.rec_headers.get_header("WARC-Target-URI") == line.fields["url"]
            assert (record.rec_type == "revisit") == (line.fields["mime"] == "warc/revisit")
        assert len(found) == sum(record.rec_type in ("response", "revisit") for record in records(wacz))
    one = {line.key: line for line in lines(files["one"])}
    assert at(files["one"], one["cn,gov,a)/nb/t1.html"]).body == SAME
    assert one["cn,gov,a)/nb/t1.html"].moment == "20260203010202"
    assert at(files["one"], one["cn,gov,a)/list.do?__wb_method=post&page=2"]).body == b'{"page":2}'


def test_a_portal_has_all_its_records_and_no_other_but_what_its_revisits_refer_to(files: dict[str, Path]) -> None:
    kinds = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in records(files["one"])]
    assert {url for _, url in kinds if url} == {HOME, "http://a.gov.cn/nb/t1.html", "http://a.gov.cn/nb/", "http://a.gov.cn/list.do"}  # fmt: skip
    assert [kind for kind, _ in kinds].count("request") == 5
    assert ("revisit", HOME) in kinds
    other = next(path for name, path in files.items() if name != "one")
    found = {(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in records(other)}
    assert ("revisit", "http://b.gov.cn/nb/t1.html") in found
    assert ("response", "http://a.gov.cn/nb/t1.html") in found
    assert ("metadata", "http://b.gov.cn/nb/t3.html") in found
    assert {url for _, url in found if url and "a.gov.cn" in url} == {"http://a.gov.cn/nb/t1.html"}
    assert not any(url and "c.gov.cn" in url for _, url in found)


def test_revisits_refer_to_records_in_the_same_file(files: dict[str, Path]) -> None:
    for wacz in files.values():
        held = {record.rec_headers.get_header("WARC-Record-ID") for record in records(wacz)}
        for record in records(wacz):
            if record.rec_type == "revisit":
                assert record.rec_headers.get_header("WARC-Refers-To") in held


def test_the_package_tells_digests_and_sizes_of_what_is_in_it(files: dict[str, Path]) -> None:
    for wacz in files.values():
        with ZipFile(wacz) as file:
            assert all(info.compress_type == ZIP_STORED for info in file.infolist())
            text = file.read("datapackage.json")
            package = json.loads(text)
            assert json.loads(file.read("datapackage-digest.json")) == {
                "path": "datapackage.json",
                "hash": f"sha256:{sha256(text).hexdigest()}",
            }
            assert package["wacz_version"] == "1.1.1"
            assert package["profile"] == "data-package"
            for resource in package["resources"]:
                content = file.read(resource["path"])
                assert (resource["hash"], resource["bytes"]) == (f"sha256:{sha256(content).hexdigest()}", len(content))
            paths = {resource["path"] for resource in package["resources"]}
            assert paths == set(file.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    with ZipFile(files["one"]) as file:
        assert json.loads(file.read("datapackage.json"))["title"] == "甲市人民政府"


def test_pages_are_those_of_the_portal_with_harmless_titles(files: dict[str, Path]) -> None:
    with ZipFile(files["one"]) as file:
        header, *pages = map(json.loads, file.read("pages/pages.jsonl").decode("utf-8").splitlines())
    assert header["format"] == "json-pages-1.0"
    assert [page["url"] for page in pages] == [HOME, "http://a.gov.cn/nb/t1.html"]
    assert pages[1]["title"] == "标题?</script>"
    assert pages[0]["ts"] == "2026-02-03T01:02:01.500000Z"


def test_names_of_files_come_from_no_path_and_are_safe(files: dict[str, Path]) -> None:
    names = {path.name for path in files.values()}
    assert "one.wacz" in names
    other = (names - {"one.wacz"}).pop()
    assert other.startswith("etc-passwd-script-")
    stems = [file_stem(name) for name in ("a", "A", "a.b", "a-b", "..", "", "年报", "a/b", "x" * 300)]
    assert len(set(stems)) == len(stems)
    assert all(stem.isascii() and stem.strip("-") == stem and "." not in stem and len(stem) < 100 for stem in stems)
    with ZipFile(files["one"]) as file:
        assert set(file.namelist()) == {
            "archive/data.warc.gz",
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        }


def test_the_same_archive_gives_the_same_bytes_and_right_checksums(archive: Path, tmp_path: Path) -> None:
    one, two = export(archive, tmp_path / "one"), export(archive, tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "one").returncode == 0
    again = export(archive, tmp_path / "one")
    assert [path.name for path in again] == [path.name for path in one]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError):
        export(archive, tmp_path / "mine")


def test_a_long_index_is_cut_into_blocks(tmp_path: Path) -> None:
    many = [cdxj.Line(f"cn,gov,a)/{n:05}", "20260203010203", {"url": f"http://a.gov.cn/{n:05}"}) for n in range(700)]
    blocks, heads = cdxj.write_index(many, tmp_path)
    assert gzip.decompress(blocks.read_bytes()).decode() == "".join(map(str, many))
    found = heads.read_text(encoding="utf-8").splitlines()
    assert json.loads(found[0].split(" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert [line.split(" ")[0] for line in found[1:]] == ["cn,gov,a)/00000", "cn,gov,a)/00300", "cn,gov,a)/00600"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.A.gov.cn", "cn,gov,a)/"),
        ("https://a.gov.cn:443/X/", "cn,gov,a)/x"),
        ("http://a.gov.cn:8080/x/../Y//z/./", "cn,gov,a:8080)/y/z"),
        ("http://a.gov.cn/?b=2&a=1", "cn,gov,a)/?a=1&b=2"),
        ("http://a.gov.cn/年报.html#x", "cn,gov,a)/%e5%b9%b4%e6%8a%a5.html"),
        ("http://a.gov.cn/a%252520b", "cn,gov,a)/a%20b"),
        ("http://a.gov.cn/x?phpsessid=0123456789abcdef0123456789abcdef&y=2", "cn,gov,a)/x?y=2"),
        ("http://a.gov.cn/x?", "cn,gov,a)/x"),
        ("http://127.0.0.1:18101/", "1,0,0,127:18101)/"),
        ("http://u:p@a.gov.cn/", "cn,gov,a)/"),
        ("http://[::1]:8080/x", "::1:8080)/x"),
        ("http://a.gov.cn:x/", "http://a.gov.cn:x/"),
        ("urn:nianbao:run:1", "urn:nianbao:run:1"),
    ],
)
def test_keys_are_those_of_replay_tools(url: str, key: str) -> None:
    assert sort_key(url) == key
