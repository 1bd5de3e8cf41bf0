"""A minimal OFD file of one page of lines, the twin that some agencies publish beside a PDF."""

from html import escape
from io import BytesIO
from zipfile import ZipFile, ZipInfo

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"


def cover(lines: list[str]) -> bytes:
    """Return an OFD that shows the lines."""
    objects = "".join(
        f'<ofd:TextObject ID="{20 + place}" Boundary="25 {40 + 10 * place} 170 8" Font="3" Size="5.6">'
        f'<ofd:TextCode X="0" Y="6" DeltaX="g {max(len(line) - 1, 1)} 5.6">{escape(line)}</ofd:TextCode></ofd:TextObject>'
        for place, line in enumerate(lines)
    )
    files = {
        "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>{PAGE}"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/PublicRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts></ofd:Res>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="10" Type="Body">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>",
    }
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return out.getvalue()
