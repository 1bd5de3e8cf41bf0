"""The sector that a name tells of."""

import pytest

from archive.agencies.bodies import kind_of


@pytest.mark.parametrize(
    ("name", "sectors"),
    [
        ("人民政府", ("government",)),
        ("人民政府办公室", ("gov_office",)),
        ("青溪镇人民政府", ("township",)),
        ("民政局", ("civil_affairs",)),
        ("教育体育局", ("education", "sports")),
    ],
)
def test_a_government_is_no_bureau_of_civil_affairs(name: str, sectors: tuple[str, ...]) -> None:
    assert kind_of(name).sectors == sectors
