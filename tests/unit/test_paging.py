"""Which page of a list to show."""

import pytest

from domain.paging import page_of


@pytest.mark.parametrize(
    ("total", "wanted", "number", "count", "offset"),
    [
        (0, 0, 0, 1, 0),
        (6, 1, 0, 1, 0),
        (7, 1, 1, 2, 6),
        (7, 99, 1, 2, 6),
        (7, -1, 0, 2, 0),
        (12, 1, 1, 2, 6),
    ],
)
def test_a_page_is_within_what_exists(total: int, wanted: int, number: int, count: int, offset: int) -> None:
    page = page_of(total, wanted, 6)
    assert (page.number, page.count, page.offset) == (number, count, offset)
