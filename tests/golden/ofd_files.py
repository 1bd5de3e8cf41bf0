"""OFD renderings of the page model, written from GB/T 33190 alone: millimetres, TextCode with DeltaX, paths as rules."""

import random
from html import escape

from tests.golden.model import Rendered, Report
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import random_style
from tests.golden.pages import Page, Rule, Run

MEDIA_TYPE = "application/ofd"
MM = 25.4 / 72
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NAMESPACE = ' xmlns:ofd="http://www.ofdspec.org/2016"'
_FONTS = {"song": 4, "latin": 5}


def render(report: Report, rng: random.Random) -> Rendered:
    """Return a report as an OFD file in a random style and with one of the ways writers place characters."""
    style = random_style(rng)
    way = rng.choice(["list", "runs", "single", "ctm"])
    layout = Layout(style)
    return Rendered(
        _file(layout.report(report), way), MEDIA_TYPE, "ofd", f"{way} {style}", report.cells, places=layout.places
    )


def _file(pages: list[Page], way: str) -> bytes:
    entries = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = f"0 0 {pages[0].width * MM:.2f} {pages[0].height * MM:.2f}"
    members = {
        "OFD.xml": '<ofd:OFD{ns} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": "<ofd:Document{ns}><ofd:CommonData><ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{entries}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": '<ofd:Res{ns} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="4" FontName="宋体" FamilyName="宋体"/>'
        '<ofd:Font ID="5" FontName="Times New Roman" FamilyName="Times New Roman"/></ofd:Fonts></ofd:Res>',
    }
    for number, page in enumerate(pages):
        body = "".join(_rule(rule, 10 * n + 1) for n, rule in enumerate(page.rules))
        body += "".join(_text(run, 10 * n + 2, way) for n, run in enumerate(page.runs))
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page{{ns}}><ofd:Content><ofd:Layer ID="{200 + number}">{body}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return package({name: _DECLARATION + xml.replace("{ns}", _NAMESPACE, 1) for name, xml in members.items()})


def _rule(rule: Rule, number: int) -> str:
    left, top, right, bottom = (value * MM for value in rule.edge)
    width, line = rule.width * MM, f"{rule.width * MM:.3f}"
    if rule.way == "fill":
        w, h = max(right - left, width), max(bottom - top, width)
        shape = f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C"
        box = f"{left - width / 2:.3f} {top - width / 2:.3f} {w:.3f} {h:.3f}"
        return f'<ofd:PathObject ID="{number}" Boundary="{box}" Stroke="false" Fill="true"><ofd:AbbreviatedData>{shape}</ofd:AbbreviatedData></ofd:PathObject>'
    w, h = right - left, bottom - top
    shape = f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C" if rule.way == "box" else f"M 0 0 L {w:.3f} {h:.3f}"
    box = f"{left:.3f} {top:.3f} {max(w, width):.3f} {max(h, width):.3f}"
    return f'<ofd:PathObject ID="{number}" Boundary="{box}" LineWidth="{line}"><ofd:AbbreviatedData>{shape}</ofd:AbbreviatedData></ofd:PathObject>'


def _text(run: Run, number: int, way: str) -> str:
    if way == "single" and len(run.text) > 1:
        x, parts = run.x, []
        for character in run.text:
            parts.append(_text(Run(x, run.y, run.size, character, run.font), number, way))
            x += _advance(character, run)
        return "".join(parts)
    size = run.size * MM
    steps = [_advance(character, run) * MM for character in run.text]
    scale = 0.5 if way == "ctm" else 1.0
    attributes = f' CTM="{1 / scale} 0 0 {1 / scale} 0 0"' if way == "ctm" else ""
    inner = [step * scale for step in steps[:-1]]
    uniform = len({round(step, 4) for step in inner}) == 1 and way == "runs" and len(inner) > 1
    delta = f"g {len(inner)} {inner[0]:.4f}" if uniform else " ".join(f"{step:.4f}" for step in inner)
    box = f"{run.x * MM:.3f} {run.y * MM - size:.3f} {sum(steps):.3f} {size * 1.25:.3f}"
    code = (
        f'<ofd:TextCode X="0" Y="{size * scale:.4f}"'
        + (f' DeltaX="{delta}"' if inner else "")
        + f">{escape(run.text)}</ofd:TextCode>"
    )
    return f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="{_FONTS[run.font]}" Size="{size * scale:.4f}"{attributes}>{code}</ofd:TextObject>'


def _advance(character: str, run: Run) -> float:
    return run.size * (1.0 if ord(character) > 0x2E80 or character in "“”—…" else 0.5)
