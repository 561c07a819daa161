"""Age ratings of many countries."""

import pytest

from chalicelib.recommendations.service.age_ratings import age_of


@pytest.mark.parametrize(
    ("certificate", "age"),
    [
        ("FSK 0", 0), ("TV-Y", 0), ("G", 0), ("6", 6), ("TV-PG", 6), ("PEGI 7", 6), ("12A", 12),
        ("PG-13", 12), ("TV-14", 12), ("15", 12), ("R", 16), ("TV-MA", 16), ("FSK 16", 16),
        ("NC-17", 18), ("18+", 18), ("R18", 18), ("K-21", 18),
        ("NR", None), ("", None), (None, None), ("1994", None), ("99", None),
    ],
)  # fmt: skip
def test_a_certificate_says_from_which_age_a_title_is_meant(certificate, age):
    assert age_of(certificate) == age
