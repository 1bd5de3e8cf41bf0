"""Portals that say 200 where they mean that there is no such page."""

from nianbao.demo.traps.county import COLUMN, NOT_FOUND, county, page, path
from nianbao.demo.traps.serving import Answer, Call, Trap

TEXT = Answer("<html><head><title>提示</title></head><body><p>您访问的页面不存在或已删除</p></body></html>".encode())
VAGUE = page("沐川坪县人民政府", "<p>抱歉，出了点问题，请从首页重新进入。</p>")
JUMP = Answer(b"<html><body><script>location.href='/'</script></body></html>")


def wordy() -> Trap:
    """Return a county whose lost report is a page that says so."""
    return county(lambda call, usual: TEXT if call.path == path(2024) else usual)


def vague() -> Trap:
    """Return a county that answers whatever it does not have with one page that does not say what it means."""

    def spoil(call: Call, usual: Answer) -> Answer:
        return VAGUE if call.path in {path(2024), path(2022)} or usual is NOT_FOUND else usual

    return county(spoil)


def jumping() -> Trap:
    """Return a county whose lost report is a script that leads to the home page."""
    return county(lambda call, usual: JUMP if call.path == path(2024) else usual)


def echoing() -> Trap:
    """Return a county that answers whatever it does not have with its home page, the column of an office included."""
    trap = county(more={f"{COLUMN}202401/t20240115_1.html": "沐川坪县2019年政府信息公开工作年度报告"})
    usual = trap.answer

    def answer(call: Call) -> Answer:
        lost = usual(call).status == 404 and call.path != "/robots.txt"
        return usual(Call("/", {}, 0)) if lost else usual(call)

    trap.answer = answer
    return trap


def paper() -> Trap:
    """Return a county one of whose reports is a PDF, which answers with a web page."""
    name = f"{COLUMN}P020250115.pdf"
    return county(
        more={name: "沐川坪县审计局2024年政府信息公开工作年度报告"}, extra={name: page("首页", "<p>欢迎</p>")}
    )
