"""IMDb's numbers and ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog import imdb_ids

numbers = st.integers(0, imdb_ids.MAX_NUMBER)


def test_imdb_ids_become_numbers():
    assert imdb_ids.title_id(imdb_ids.title_number("tt0111161")) == 1_000_111_161
    assert imdb_ids.episode_id(imdb_ids.title_number("tt0959621")) == 10_000_959_621
    assert imdb_ids.person_id(151) == 1_000_000_151
    assert imdb_ids.season_id(1_000_111_161, 3) == 100_011_116_100_003


@given(numbers)
def test_numbers_convert_both_ways(number):
    assert imdb_ids.title_number(f"tt{number:07d}") == number


@given(numbers, numbers)
def test_ids_of_titles_and_episodes_do_not_overlap(one, other):
    assert imdb_ids.is_title_of_imdb(imdb_ids.title_id(one))
    assert not imdb_ids.is_title_of_imdb(imdb_ids.episode_id(other))
    assert imdb_ids.title_id(one) != imdb_ids.episode_id(other)


@given(numbers, numbers, st.integers(0, 32_767), st.integers(0, 32_767))
def test_every_season_has_a_unique_id(one, other, season, another):
    ids = {
        imdb_ids.season_id(imdb_ids.title_id(one), season),
        imdb_ids.season_id(imdb_ids.title_id(other), another),
    }

    assert len(ids) == len({(one, season), (other, another)})
    assert max(ids) < 2**63


@pytest.mark.parametrize("text", ["", "tt", "nm0000151", "tt12a", " tt1", "tt12345678901", "TT1"])
def test_an_invalid_imdb_id_has_no_number(text):
    assert imdb_ids.title_number(text) is None


def test_ids_of_other_sources_are_not_imdb_ids():
    assert not imdb_ids.is_title_of_imdb(42)
    assert not imdb_ids.is_title_of_imdb(10_000_000_001)
