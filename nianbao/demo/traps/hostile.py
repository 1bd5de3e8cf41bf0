"""A portal that means harm: links into private networks, into files and scripts, giants, bombs, circles, drops."""

import io
import time
import zipfile
from collections.abc import Iterator

from nianbao.demo.traps.county import COLUMN, county, path
from nianbao.demo.traps.endless import bomb, zeros
from nianbao.demo.traps.serving import Answer, Call, Trap

FORBIDDEN = (
    "http://10.0.0.1/a.html",
    "http://127.0.0.1:9/a.html",
    "http://[::1]/a.html",
    "http://[::ffff:10.0.0.1]/a.html",
    "http://169.254.169.254/latest/meta-data/",
    "http://2130706433/a.html",
    "http://0x7f000001/a.html",
    "http://localhost/a.html",
    "http://www.gov.cn.mirror.example/a.html",
    "http://mc-gov.cn/a.html",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "ftp://www.muchuanping.gov.cn/a.html",
)
PRIVATE_NAMES = {
    "intern.muchuanping.gov.cn": "10.0.0.1",
    "loop.muchuanping.gov.cn": "127.0.0.1",
    "six.muchuanping.gov.cn": "fe80::1",
}
_GIANT = 2 * 1024**3


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("报告.html", b" " * (40 * 1024 * 1024))
    return file.getvalue()


def _drops() -> Iterator[bytes]:
    for _ in range(600):
        yield b"<p>.</p>"
        time.sleep(0.2)


def hostile() -> Trap:
    """Return a county that lists all of it; where its names lead is told by PRIVATE_NAMES."""
    names = [*FORBIDDEN, *(f"http://{name}/a.html" for name in PRIVATE_NAMES)]
    listed = {url: f"沐川坪县第{number}局2024年政府信息公开工作年度报告" for number, url in enumerate(names)}
    files = {
        f"{COLUMN}giant.pdf": Answer(pieces=lambda: zeros(_GIANT), length=_GIANT, media_type="application/pdf"),
        f"{COLUMN}endless.html": Answer(pieces=lambda: zeros(_GIANT)),
        f"{COLUMN}drops.html": Answer(pieces=_drops),
        f"{COLUMN}bomb.html": Answer(bomb(80 * 1024 * 1024), headers=(("Content-Encoding", "gzip"),)),
        f"{COLUMN}bomb.zip": Answer(_zip_bomb(), media_type="application/zip"),
    }
    listed |= {url: f"沐川坪县第{number}院2024年政府信息公开工作年度报告" for number, url in enumerate(files)}

    def spoil(call: Call, usual: Answer) -> Answer:
        if call.path == path(2024):
            return Answer.redirect("http://192.168.0.1/a.html")
        if call.path == path(2023):
            return Answer.redirect("file:///etc/passwd")
        if call.path.startswith(path(2022)):
            return Answer.redirect(f"{path(2022)}?{call.earlier}")
        return usual

    return county(spoil, listed, files)
