"""Since when a report is there and since when it is gone: only what answered counts, and only twice."""

from datetime import UTC, datetime

import pytest

from archive.presence import Presence, presence
from tests.by_hand import AGENCY, HOST, ByHand, moment

PAGE = f"{HOST}/2024.html"
COLUMN = f"{HOST}/nb/"


@pytest.fixture
def world() -> ByHand:
    world = ByHand()
    world.version(PAGE, ["2025-02-01"], {"t3.received_new.total": 5})
    return world


def seen(world: ByHand, day: str = "2026-01-01") -> Presence:
    return presence(world.db, AGENCY, 2024, datetime.fromisoformat(day).replace(tzinfo=UTC))


def test_a_report_that_was_never_asked_for_again_is_there(world: ByHand) -> None:
    found = seen(world)
    assert found.first_seen == found.last_seen == moment("2025-02-01")
    assert found.gone is None
    assert not found.removed


@pytest.mark.parametrize("outcome", ["gone", "soft_404"])
def test_a_report_is_removed_when_it_is_missing_on_two_days_a_fortnight_apart(world: ByHand, outcome: str) -> None:
    world.capture(PAGE, "2025-03-01", outcome)
    world.capture(PAGE, "2025-03-14", outcome)
    assert not seen(world).removed
    world.capture(PAGE, "2025-03-15", outcome)
    found = seen(world)
    assert found.removed
    assert found.gone is not None
    assert (found.gone.last_before, found.gone.gone_from, found.gone.gone_to) == (
        moment("2025-02-01"),
        moment("2025-03-01"),
        moment("2025-03-15"),
    )
    assert len(found.gone.evidence) == 3


@pytest.mark.parametrize(
    "outcome", ["blocked", "unreachable", "error", "js_required", "robots", "too_large", "redirected_away"]
)
def test_our_failures_remove_nothing(world: ByHand, outcome: str) -> None:
    for day in ("2025-03-01", "2025-04-01", "2025-05-01"):
        world.capture(PAGE, day, outcome)
    assert seen(world).gone is None


def test_what_came_later_than_the_moment_asked_for_does_not_count(world: ByHand) -> None:
    world.capture(PAGE, "2025-03-01", "gone")
    world.capture(PAGE, "2025-04-01", "gone")
    assert not seen(world, "2025-03-20").removed
    assert seen(world, "2025-04-02").removed
    assert seen(world, "2025-01-01").first_seen is None


def test_a_missing_page_of_a_host_that_answers_nothing_is_no_observation(world: ByHand) -> None:
    for day in ("2025-03-01", "2025-04-01"):
        world.capture(PAGE, day, "gone")
        world.capture(f"{HOST}/", day, "gone")
    assert seen(world).gone is None
    for day in ("2025-03-01", "2025-04-01"):
        world.capture(COLUMN, day)
    assert seen(world).removed


def test_a_report_that_is_listed_no_longer_is_removed_unless_its_page_answers(world: ByHand) -> None:
    world.reading(COLUMN, "2025-02-01", [PAGE])
    world.reading(COLUMN, "2025-03-01")
    world.reading(COLUMN, "2025-03-20")
    assert seen(world).removed
    world.capture(PAGE, "2025-03-21", content="not read yet")
    assert seen(world).gone is None


@pytest.mark.parametrize(("complete", "outcome"), [(False, "ok"), (True, "empty_list"), (False, "blocked")])
def test_a_column_that_was_not_read_in_full_or_became_empty_proves_nothing(
    world: ByHand, complete: bool, outcome: str
) -> None:
    world.reading(COLUMN, "2025-02-01", [PAGE])
    world.reading(COLUMN, "2025-03-01", complete=complete, outcome=outcome)
    world.reading(COLUMN, "2025-04-01", complete=complete, outcome=outcome)
    assert seen(world).gone is None


@pytest.mark.parametrize("ended", [None, "blocked", "unreachable"])
def test_a_crawl_that_did_not_come_to_its_end_proves_nothing(world: ByHand, ended: str | None) -> None:
    world.reading(COLUMN, "2025-02-01", [PAGE])
    world.reading(COLUMN, "2025-03-01", ended=ended)
    world.reading(COLUMN, "2025-04-01", ended=ended)
    assert seen(world).gone is None


def test_a_column_that_lists_it_again_ends_only_what_the_column_said(world: ByHand) -> None:
    world.reading(COLUMN, "2025-02-01", [PAGE])
    world.reading(COLUMN, "2025-03-01")
    world.reading(COLUMN, "2025-04-01", [PAGE])
    assert seen(world).gone is None
    world.capture(PAGE, "2025-04-02", "gone")
    world.capture(PAGE, "2025-05-02", "gone")
    assert seen(world).removed


def test_a_report_that_stands_elsewhere_is_not_removed(world: ByHand) -> None:
    world.version(f"{HOST}/new.html", ["2025-03-02"], {"t3.received_new.total": 5}, identity="b" * 20)
    world.capture(PAGE, "2025-03-01", "gone")
    world.capture(PAGE, "2025-04-01", "gone")
    assert seen(world).gone is None


def test_a_report_that_is_gone_from_both_addresses_is_removed(world: ByHand) -> None:
    other = f"{HOST}/new.html"
    world.version(other, ["2025-03-02"], {"t3.received_new.total": 5}, identity="b" * 20)
    world.capture(PAGE, "2025-03-01", "gone")
    world.capture(other, "2025-04-01", "gone")
    assert not seen(world).removed
    world.capture(other, "2025-04-20", "gone")
    assert seen(world).removed


def test_a_copy_that_a_column_names_keeps_it_from_being_removed(world: ByHand) -> None:
    for day in ("2025-03-01", "2025-04-01"):
        world.capture(PAGE, day, "gone")
    world.reading(COLUMN, "2025-04-01", [f"{HOST}/moved.html"], agency="澄江县水利局")
    found = seen(world)
    assert found.gone is not None
    assert found.gone.confirmed
    assert found.listed_elsewhere == (f"{HOST}/moved.html",)
    assert not found.removed


@pytest.mark.parametrize("outcome", ["blocked", "unreachable", "robots"])
def test_nothing_is_said_where_the_last_request_failed(world: ByHand, outcome: str) -> None:
    for day in ("2025-03-01", "2025-04-01"):
        world.capture(PAGE, day, "gone")
    attempt = {"id": "1", "url": PAGE, "at": moment("2025-05-01"), "outcome": outcome}
    world.db.table("attempts").insert(attempt)
    found = seen(world)
    assert (found.removed, found.unanswered) == (False, (PAGE,))
    assert seen(world, "2025-04-15").removed


def test_a_report_that_came_back_was_absent(world: ByHand) -> None:
    for day in ("2025-03-01", "2025-04-01"):
        world.capture(PAGE, day, "gone")
    world.capture(PAGE, "2025-05-01", content="back")
    found = seen(world)
    assert not found.removed
    assert [(absence.confirmed, absence.back_at) for absence in found.absences] == [(True, moment("2025-05-01"))]


def test_an_address_that_shows_another_report_is_not_gone(world: ByHand) -> None:
    world.version(PAGE, ["2026-02-01", "2026-03-01"], {"t3.received_new.total": 7}, year=2025)
    found = seen(world, "2026-12-31")
    assert found.gone is None
    assert found.last_seen == moment("2025-02-01")


def test_http_and_https_are_one_address(world: ByHand) -> None:
    secure = PAGE.replace("http:", "https:")
    world.capture(PAGE, "2025-03-01", "gone")
    world.capture(secure, "2025-04-01", "gone")
    assert seen(world).removed
    world.capture(secure, "2025-04-02", content="there")
    assert seen(world).gone is None
