"""Take the pictures of docs/pictures/ from the demo archive: `nianbao demo --no-serve`, then `python scripts/pictures.py demo-archive`.

Needs the system Chromium and the development packages.
"""

import io
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AGENCY, YEAR = "990100-青禾市市场监督管理局", 2022
MOST_BYTES = 200_000


def home(page: Page) -> None:
    """The first page."""
    page.goto("/")


def report(page: Page) -> None:
    """A number of a report, framed in the archived original."""
    page.goto(f"/r/{quote(AGENCY)}/{YEAR}")
    page.locator('[data-cell="t3.received_new.natural_person"] a.value').click()
    page.frame_locator('iframe[name="source"]').locator(":target").wait_for()


def agency(page: Page) -> None:
    """The years of an agency, one of them late."""
    page.goto(f"/agency/{quote(AGENCY)}")


def trends(page: Page) -> None:
    """Grounds of refusal over the years."""
    page.goto("/trends?topic=refusals&region=990000")


def save(shot: bytes, path: Path) -> None:
    """Write a picture with as many colours as fit into its size. Raises ValueError when not even 32 do."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            path.write_bytes(out.getvalue())
            return
    raise ValueError(f"{path.name} is larger than {MOST_BYTES} bytes")


def main(archive: Path) -> None:
    """Serve the archive and take every picture."""
    TARGET.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:  # noqa: S603
        site = server.stdout.readline().strip() if server.stdout else ""
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for take in (home, report, agency, trends):
            page = browser.new_page(base_url=site, viewport={"width": 1280, "height": 800})
            take(page)
            save(page.screenshot(), TARGET / f"{take.__name__}.png")
        browser.close()
        server.terminate()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
