"""IMDb's numbers and ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog import imdb

numbers = st.integers(0, imdb.MAX_NUMBER)


def test_imdb_ids_become_numbers():
    assert imdb.title_id(imdb.title_number("tt0111161")) == 1_000_111_161
    assert imdb.episode_id(imdb.title_number("tt0959621")) == 10_000_959_621
    assert imdb.person_id(151) == 1_000_000_151
    assert imdb.season_id(1_000_111_161, 3) == 100_011_116_100_003


@given(numbers)
def test_numbers_convert_both_ways(number):
    assert imdb.title_number(f"tt{number:07d}") == number


@given(numbers, numbers)
def test_ids_of_titles_and_episodes_do_not_overlap(one, other):
    assert imdb.is_title_of_imdb(imdb.title_id(one))
    assert not imdb.is_title_of_imdb(imdb.episode_id(other))
    assert imdb.title_id(one) != imdb.episode_id(other)


@given(numbers, numbers, st.integers(0, 32_767), st.integers(0, 32_767))
def test_every_season_has_a_unique_id(one, other, season, another):
    ids = {
        imdb.season_id(imdb.title_id(one), season),
        imdb.season_id(imdb.title_id(other), another),
    }

    assert len(ids) == len({(one, season), (other, another)})
    assert max(ids) < 2**63


@pytest.mark.parametrize("text", ["", "tt", "nm0000151", "tt12a", " tt1", "tt12345678901", "TT1"])
def test_an_invalid_imdb_id_has_no_number(text):
    assert imdb.title_number(text) is None


def test_ids_of_other_sources_are_not_imdb_ids():
    assert not imdb.is_title_of_imdb(42)
    assert not imdb.is_title_of_imdb(10_000_000_001)
