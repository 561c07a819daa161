"""Which part of a film in several files plays."""

from uuid import uuid4

import pytest

from chalicelib.playback.service.film_parts import part_at

ONE, TWO = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("lengths_s", "asked", "position_s", "expected"),
    [
        ((0, 0), ONE, 0, (ONE, 0, TWO)),  # not probed yet
        ((0, 3600), ONE, 0, (ONE, 0, TWO)),
        ((3600, 0), ONE, 3700, (TWO, 0, None)),
        ((3600, 3600), ONE, 0, (ONE, 0, TWO)),
        ((3600, 3600), ONE, 3599, (ONE, 3599, TWO)),
        ((3600, 3600), ONE, 4000, (TWO, 400, None)),
        ((3600, 3600), TWO, 100, (TWO, 0, None)),
    ],
)
def test_a_film_begins_with_its_first_part_and_resumes_in_the_one_it_came_to(
    lengths_s, asked, position_s, expected
):
    parts = list(zip((ONE, TWO), lengths_s, strict=True))

    assert part_at(parts, asked, position_s) == expected
