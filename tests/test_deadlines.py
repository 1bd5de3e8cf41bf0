import pytest

from archive.deadlines import class_of, statutory_deadline


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
