"""Portals that are hard to get through to are read where they can be, and recorded where they cannot."""

from pathlib import Path

from archive.rebuild import rebuild
from archive.store import Archive
from archive.verify import verify
from crawler.control import PATH
from nianbao.demo.traps import Answer, Trap, endless, soft_404, transport
from nianbao.demo.traps.blocks import throttling
from nianbao.demo.traps.county import COLUMN, county, path, robots
from tests.trap_runs import all_served, crawl, rows

OUTCOME = "SELECT outcome, detail FROM captures WHERE url LIKE ? ORDER BY fetched_at DESC"
ATTEMPT = "SELECT outcome, detail, attempt FROM attempts WHERE url LIKE ? ORDER BY at"


def test_what_can_be_had_is_had(tmp_path: Path) -> None:
    secure, cookie, session, odd = (
        transport.over_tls(),
        transport.cookie_first(),
        transport.session_in_address(),
        transport.oddly_encoded(),
    )
    traps: tuple[Trap, ...] = (secure, cookie, session, odd)
    folder = tmp_path / "a"
    with all_served(traps):
        result = crawl(folder, *traps)
    assert {portal["outcome"] for home, portal in result.items()} == {"ok"}
    found = [result[trap.home]["counts"]["reports_found"] for trap in traps]
    assert found == [5, 5, 5, 6]
    assert not rows(folder, "SELECT url FROM captures WHERE url LIKE '%jsessionid%'")


def test_https_that_is_broken_is_asked_over_http_and_remembered(tmp_path: Path) -> None:
    plain, folder = transport.cookie_first(), tmp_path / "a"
    with all_served([plain]):
        secure = plain.home.replace("http:", "https:")
        result = crawl(folder, urls=[secure], allow_hosts=[plain.host])
    assert (result[secure]["outcome"], result[secure]["counts"]["reports_found"]) == ("ok", 5)
    assert [call.path for call in plain.calls].count("/robots.txt") <= 2
    notes = rows(folder, ATTEMPT, f"{secure}%")
    assert {outcome for outcome, *_ in notes} == {"unreachable"} and len(notes) <= 2
    assert all(detail.startswith("tls_error: ") for _, detail, _ in notes)


def test_loops_giants_and_slowness_are_recorded(tmp_path: Path) -> None:
    looping, slow, huge = transport.looping(), transport.slow(4), endless.huge(2 * 1024**3)
    away = transport.redirected_away("http://mirror.example/a.html")
    folder = tmp_path / "a"
    with all_served([looping, slow, huge, away]):
        result = crawl(
            folder, looping, slow, huge, away, settings={"DOWNLOAD_TIMEOUT": 2, "DOWNLOAD_MAXSIZE": 4 * 1024**2}
        )
    missing = {home: set(portal["missing"].values()) for home, portal in result.items()}
    assert missing[looping.home] == {"max redirections reached"}
    assert slow.asked().count(path(2024)) == slow.asked().count(path(2023)) == 2
    twice = [("unreachable", "timeout", 1), ("unreachable", "timeout", 2)]
    assert rows(folder, ATTEMPT, f"{slow.home[:-1]}{path(2024)}") == twice
    assert rows(folder, ATTEMPT, f"{huge.home[:-1]}{path(2024)}") == [("too_large", "larger than we take", 1)]
    assert rows(folder, ATTEMPT, f"{huge.home[:-1]}{path(2023)}") == [("too_large", "larger than we take", 1)]
    assert rows(folder, OUTCOME, f"{huge.home[:-1]}{path(2022)}")[0][0] == "too_large"
    assert ("error", "host not allowed", 1) in rows(folder, ATTEMPT, "http://mirror.example/a.html")
    found = {home: portal["counts"]["reports_found"] for home, portal in result.items()}
    assert found == {looping.home: 3, slow.home: 3, huge.home: 2, away.home: 4}


def test_robots_txt(tmp_path: Path) -> None:
    none, html, failing, closed = (
        robots(Answer(status=404)),
        robots(Answer(b"<!DOCTYPE html><html><body>User-agent: *\nDisallow: /</body></html>")),
        robots(Answer(b"", 503)),
        robots(Answer(b"User-agent: *\nDisallow: /\n", media_type="text/plain")),
    )
    folder = tmp_path / "a"
    with all_served([none, html, failing, closed]):
        result = crawl(folder, none, html, failing, closed)
    outcomes = [result[trap.home]["outcome"] for trap in (none, html, failing, closed)]
    assert outcomes == ["ok", "ok", "unreachable", "robots"]
    assert failing.asked() == closed.asked() == []
    assert [call.path for call in html.calls].count("/robots.txt") == 1
    assert ("unreachable", "robots.txt: status 503", 1) in rows(folder, ATTEMPT, f"{failing.home}%")


def test_soft_404s(tmp_path: Path) -> None:
    wordy, vague, jumping = soft_404.wordy(), soft_404.vague(), soft_404.jumping()
    echoing, paper = soft_404.echoing(), soft_404.paper()
    traps = (wordy, vague, jumping, echoing, paper)
    folder = tmp_path / "a"
    with all_served(traps):
        result = crawl(folder, *traps)
    assert {portal["outcome"] for portal in result.values()} == {"ok"}
    assert [result[trap.home]["counts"]["reports_found"] for trap in traps] == [4, 3, 4, 5, 5]
    lost = rows(
        folder, "SELECT url, detail FROM captures WHERE outcome = 'soft_404' AND role != 'control' ORDER BY url"
    )
    assert set(lost) == {
        (f"{wordy.home[:-1]}{path(2024)}", "the page says it does not exist"),
        (f"{vague.home[:-1]}{path(2024)}", "the same page as at an address that cannot exist"),
        (f"{vague.home[:-1]}{path(2022)}", "the same page as at an address that cannot exist"),
        (f"{jumping.home[:-1]}{path(2024)}", "a script that leads to the home page"),
        (f"{echoing.home}zwgk/zfxxgknb/202401/t20240115_1.html", "the home page in its place"),
        (f"{paper.home}zwgk/zfxxgknb/P020250115.pdf", "a web page instead of the file"),
    }
    assert [trap.asked().count(PATH) for trap in traps] == [0, 1, 0, 1, 0]
    held = "SELECT url, outcome, detail, detector, judged_at FROM captures ORDER BY id"
    before = rows(folder, held)
    rebuild(folder)
    assert rows(folder, held) == before and any(judged_at for *_, judged_at in before)
    archive = Archive.open(folder, readonly=True)
    assert verify(archive).faults == []
    archive.close()


def test_a_portal_that_throttles_by_its_home_page_is_blocked(tmp_path: Path) -> None:
    trap, folder = throttling(4), tmp_path / "a"
    with all_served([trap]):
        (portal,) = crawl(folder, trap).values()
    assert portal["outcome"] == "blocked"
    documents = "SELECT DISTINCT outcome, detector FROM captures WHERE role = 'article'"
    assert rows(folder, documents) == [("blocked", "rate_soft/1")]
    assert len([asked for asked in trap.asked() if asked.startswith(f"{COLUMN}2")]) <= 7
    assert rows(folder, "SELECT complete FROM columns") == [(0,)]


def test_portals_without_an_end_are_left_at_their_bounds(tmp_path: Path) -> None:
    lists, calendar, folder = endless.lists(), endless.calendar(), tmp_path / "a"
    with all_served([lists, calendar]):
        result = crawl(folder, lists, calendar, bounds={"pages": 8, "requests": 60, "depth": 6})
    assert "bound reached: 8 pages" in result[lists.home]["alarms"]
    assert len(lists.asked()) <= 61 and len(calendar.asked()) <= 61
    assert not rows(folder, "SELECT url FROM columns WHERE complete OR outcome = 'empty_list'")


def test_the_name_without_www_and_hosts_that_https_does_not_reach(tmp_path: Path) -> None:
    bare, gone, old, folder = county(), transport.gone_over_tls(), transport.old_tls(), tmp_path / "a"
    with all_served([bare, gone, old]):
        home = f"http://www.muchuanping.gov.cn:{bare.port}/"
        admitted = [f"muchuanping.gov.cn:{bare.port}"]
        names = {"www.muchuanping.gov.cn": "no-such-name.invalid", "muchuanping.gov.cn": "127.0.0.1"}
        result = crawl(folder, gone, old, urls=[home], allow_hosts=admitted, names=names)
    assert (result[home]["outcome"], result[home]["counts"]["reports_found"]) == ("ok", 5)
    assert result[gone.home]["outcome"] in {"gone", "unreachable"}
    assert result[old.home]["outcome"] == "unreachable" and old.asked() == []
    assert rows(folder, ATTEMPT, f"{old.home}robots.txt")[0][1].startswith("tls_error: ")
    assert rows(
        folder, "SELECT DISTINCT outcome FROM attempts WHERE url LIKE ?", gone.home.replace("https", "http") + "%"
    )
