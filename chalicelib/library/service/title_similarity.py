"""How alike two titles are. No I/O."""

import re
import unicodedata
from functools import lru_cache

from chalicelib.catalog.service import number_words

WORD = re.compile(r"\w+")
ARTICLES = frozenset({"the", "a", "an"})
BETWEEN_DIGITS = re.compile(r"(?<=\d)[,.](?=\d{3}\b)")
NUMBERS = {word: str(number) for word, number in number_words.VALUES.items()}
NUMBERS |= {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "&": "and"})
SUPERSCRIPT = re.compile("[\u00b2\u00b3\u00b9\u2074-\u2079]+")
#: Digits that look like the letters they stand for.
AS_LETTER = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "v"}
DIGIT_IN_WORD = re.compile(r"(?<=[a-z])[013457](?=[a-z])")


@lru_cache(maxsize=1024)  # the files of a show compare the same names
def similarity(one: str, other: str) -> float:
    """The similarity of two titles, 0 to 1, ignoring accents, articles and punctuation."""
    mine, theirs = words(one), words(other)
    has_numbers = any(word.isdigit() for word in (*mine, *theirs))
    if mine == theirs or (has_numbers and _spelled(one) == _spelled(other)):
        return 1.0
    if "".join(mine) == "".join(theirs):
        return 0.98  # `Alien3` and `Alien 3`
    if has_digits_in_words(mine) != has_digits_in_words(theirs) and _read(mine) == _read(theirs):
        return 0.97
    from rapidfuzz import fuzz  # noqa: PLC0415  # cold starts

    ratio = fuzz.ratio(" ".join(mine), " ".join(theirs)) / 100
    # "Caminandes 2" is not "Caminandes 3", although the letters are similar.
    numbers = [word for word in mine if word.isdigit()]
    if numbers != [word for word in theirs if word.isdigit()]:
        ratio *= 0.6
    return ratio


def words(title: str) -> list[str]:
    """The words of a title, folded: no accents, no leading article, numbers as digits."""
    return [NUMBERS.get(word, word) for word in _folded(title)]


def has_digits_in_words(found: list[str]) -> bool:
    """Whether a digit stands for a letter: `se7en`."""
    return any(DIGIT_IN_WORD.search(word) for word in found)


def _read(found: list[str]) -> str:
    return " ".join(DIGIT_IN_WORD.sub(lambda one: AS_LETTER[one[0]], word) for word in found)


def _spelled(title: str) -> str:
    """With its number in digits: `one hundred and one` is `101`."""
    name = " ".join(_folded(title))
    other = number_words.respelled(name)
    return other if other is not None and any(sign.isdigit() for sign in other) else name


def _folded(title: str) -> list[str]:
    plain = unicodedata.normalize(
        "NFKD", SUPERSCRIPT.sub(r" \g<0>", title.lower()).translate(LETTERS)
    )
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).replace("'", "")
    plain = BETWEEN_DIGITS.sub("", plain.replace("_", " "))
    found = WORD.findall(plain)
    return found[1:] if len(found) > 1 and found[0] in ARTICLES else found
