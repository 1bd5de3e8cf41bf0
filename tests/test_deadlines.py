import pytest

from archive.deadlines import class_of, deadline, statutory_deadline


@pytest.mark.parametrize(
    ("agency", "year", "day"),
    [
        ("青禾市财政局", 2023, "2024-01-31"),
        ("青禾市人民政府办公室", 2023, "2024-01-31"),
        ("青禾市人民政府", 2023, "2024-03-31"),
        ("青禾市财政局", 2017, "2018-03-31"),
        ("桐溪县松坪镇人民政府", 2023, None),
        ("珠澜区归云街道办事处", 2023, None),
        ("青禾市财政局", 2007, None),
    ],
)
def test_the_statutory_day_by_class_and_year(agency: str, year: int, day: str | None) -> None:
    found = statutory_deadline(agency, year)
    assert (str(found) if found else None) == day


def test_a_township_is_no_government_of_a_county() -> None:
    assert class_of("桐溪县松坪镇人民政府") == "township"
    assert class_of("桐溪县人民政府") == "local_government"


@pytest.mark.parametrize(
    ("agency_class", "region", "year", "due", "kind", "local"),
    [
        ("local_department", "990100", 2008, "2009-03-31", "statutory", None),
        ("township", "990121", 2018, "2019-03-31", "statutory", None),
        ("township", "990121", 2019, "2020-01-31", "local", None),
        ("vertical_organ", None, 2024, "2025-01-31", "statutory", None),
        ("local_government", "431200", 2023, "2024-03-31", "statutory", None),
        ("local_department", "431200", 2023, "2024-01-31", "statutory", "2024-01-28"),
        ("local_department", "431202", 2023, "2024-01-31", "statutory", None),
    ],
)
def test_deadlines_by_class_division_and_year(
    agency_class: str, region: str | None, year: int, due: str, kind: str, local: str | None
) -> None:
    found = deadline(agency_class, region, year)
    assert found is not None
    assert (str(found.day), found.kind, found.local and str(found.local)) == (due, kind, local)
    assert found.basis
    assert found.source


def test_nothing_is_owed_before_2008() -> None:
    assert deadline("local_government", "990100", 2007) is None
    assert deadline("public_institution", "990100", 2020) is None
