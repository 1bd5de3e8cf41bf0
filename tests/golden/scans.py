"""Scans: the page model drawn with outline fonts as pictures, tilted, noisy, blurred, sealed, packed as PDF, PNG or JPEG."""

import random
import time
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.golden.model import Rendered, Report
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style, random_style
from tests.golden.pages import Page

_SONG = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
_SIMPLIFIED = 2
_NO_TIME = {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)}
_MEDIA_TYPES = {"PDF": "application/pdf", "PNG": "image/png", "JPEG": "image/jpeg"}


def available() -> bool:
    """Return whether this system has a Chinese outline font to draw with."""
    return any(path.is_file() for path in _SONG)


def render(report: Report, rng: random.Random, style: Style | None = None) -> Rendered:
    """Return a report as pictures of its pages in a random quality."""
    chosen = style or random_style(rng)
    dpi = rng.choice([100, 120, 150, 150, 200])
    tilt = rng.choice([0.0, rng.uniform(-1.2, 1.2)])
    faces = [path for path in _SONG if path.is_file()]
    face = rng.choice(faces)
    pages = [photographed(picture(page, dpi, face), rng, tilt) for page in Layout(chosen).report(report)]
    if rng.random() < 0.3:
        number = rng.randrange(len(pages))
        pages[number] = sealed(pages[number], dpi, rng)
    kind = rng.choices(["PDF", "PNG", "JPEG"], [70, 15, 15])[0]
    quality = rng.choice([50, 65, 80, 90])
    where = f"{dpi}dpi {kind} tilt {tilt:.2f} q{quality} {chosen}"
    return Rendered(_file(pages, kind, dpi, quality), _MEDIA_TYPES[kind], kind.lower(), where, report.cells)


def _file(pages: list[Image.Image], kind: str, dpi: int, quality: int) -> bytes:
    """Return pages as a PDF of pictures, or below one another as one picture."""
    out = BytesIO()
    if kind == "PDF":
        pages[0].save(out, kind, save_all=True, append_images=pages[1:], resolution=dpi, quality=quality, **_NO_TIME)
        return out.getvalue()
    whole = Image.new("RGB", (pages[0].width, sum(page.height for page in pages)), "white")
    for number, page in enumerate(pages):
        whole.paste(page.convert("RGB"), (0, number * pages[0].height))
    whole.save(out, kind, dpi=(dpi, dpi), quality=quality)
    return out.getvalue()


def sealed(image: Image.Image, dpi: int, rng: random.Random) -> Image.Image:
    """Return a page with the red seal of an office somewhere on it."""
    coloured = image.convert("RGB")
    radius, width = round(0.8 * dpi), max(2, dpi // 40)
    x, y = rng.randrange(radius, image.width - radius), rng.randrange(radius, image.height - radius)
    draw = ImageDraw.Draw(coloured)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(214, 40, 40), width=width)
    draw.regular_polygon((x, y, radius // 4), 5, fill=(214, 40, 40))
    return coloured


def picture(page: Page, dpi: int, face: Path) -> Image.Image:
    """Return a page as a clean grey picture."""
    scale = dpi / 72
    image = Image.new("L", (round(page.width * scale), round(page.height * scale)), 255)
    draw = ImageDraw.Draw(image)
    for rule in page.rules:
        edge = [value * scale for value in rule.edge]
        width = max(1, round(rule.width * scale))
        if rule.way == "box":
            draw.rectangle(edge, outline=0, width=width)
        else:
            draw.line(edge, fill=0, width=width)
    for run in page.runs:
        draw.text((run.x * scale, run.y * scale), run.text, 0, _font(face, round(run.size * scale)), anchor="ls")
    return image


def photographed(image: Image.Image, rng: random.Random, tilt: float) -> Image.Image:
    """Return a picture as a scanner gives it: turned by some degrees, a little blurred, with noise and uneven light."""
    turned = image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(rng.choice([0, 0.3, 0.6])))
    noise = numpy.random.default_rng(rng.randrange(2**32))
    shade = numpy.linspace(0, rng.uniform(0, 25), soft.width)
    grey = numpy.asarray(soft, dtype=float) - shade + noise.normal(0, rng.uniform(0, 9), (soft.height, soft.width))
    return Image.fromarray(numpy.clip(grey, 0, 255).astype(numpy.uint8), "L")


@cache
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face), size, index=_SIMPLIFIED)
