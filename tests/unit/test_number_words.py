"""Numbers of titles in digits and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.service.number_words import MAX_NUMBER, MIN_NUMBER, in_words, respelled


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("101", "one hundred and one"),
        ("1984", "nineteen eighty four"),
        ("2001", "two thousand and one"),
        ("21 grams", "twenty one grams"),
        ("the 400 blows", "the four hundred blows"),
        ("300", "three hundred"),
        ("1900", "one thousand nine hundred"),
    ],
)
def test_a_number_has_two_spellings(digits, words):
    assert respelled(digits) == words
    assert respelled(words) == digits


@pytest.mark.parametrize("typed", ["one hundred one dalmatians", "one hundred and one dalmatians"])
def test_the_word_and_may_be_left_out(typed):
    assert respelled(typed) == "101 dalmatians"


@pytest.mark.parametrize(
    "typed", ["metropolis", "12 angry men", "the one", "and one", "one two three"]
)
def test_other_words_have_no_second_spelling(typed):
    assert respelled(typed) is None


@given(st.integers(MIN_NUMBER, MAX_NUMBER))
def test_words_lead_back_to_the_number(number):
    spelled = in_words(number)
    assert " " not in spelled or respelled(spelled) == str(number)
