"""
Scores titles as matches of a parsed file name, from 0 to 1, with a reason in words. Pure.

The confidence is the similarity of the names, reduced by a differing year, media type or number.
From `MIN_AUTO_MATCH_CONFIDENCE` on a match is made without asking a user.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import CandidateTitle, Guess

MIN_AUTO_MATCH_CONFIDENCE = 0.85
AMBIGUOUS_CONFIDENCE = (
    0.7  # what two titles of the same name are worth without a year to tell them apart
)
MIN_CONFIDENCE_GAP = 0.03

MAIN_TITLE_WEIGHT = 0.95
SUBTITLE = re.compile(r"[:,]\s|\s[-\u2013\u2014]\s")

WORD = re.compile(r"\w+")
ARTICLES = frozenset({"the", "a", "an"})
BETWEEN_DIGITS = re.compile(r"(?<=\d)[,.](?=\d{3}\b)")
NUMBER_WORDS = "one two three four five six seven eight nine ten"
NUMBERS = {word: str(number) for number, word in enumerate(NUMBER_WORDS.split(), start=1)}
NUMBERS |= {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "&": "and"})


@dataclass(frozen=True, slots=True)
class RankedTitle:
    media_id: int
    media_type: MediaType
    confidence: float
    why: str


def rank(guess: Guess, titles: Iterable[CandidateTitle]) -> list[RankedTitle]:
    """Titles with a confidence above 0, the highest first; the sort is stable."""
    found = [one for title in titles if (one := _score(guess, title)).confidence > 0]
    found.sort(key=lambda one: -one.confidence)
    if len(found) > 1 and found[0].confidence - found[1].confidence < MIN_CONFIDENCE_GAP:
        found = [_lower_if_ambiguous(one, found[0].confidence) for one in found]
        found.sort(key=lambda one: -one.confidence)
    return found


def confident_match(ranked: Sequence[RankedTitle]) -> RankedTitle | None:
    """The best match, if it is confident enough to be made without asking a user."""
    return ranked[0] if ranked and ranked[0].confidence >= MIN_AUTO_MATCH_CONFIDENCE else None


def similarity(one: str, other: str) -> float:
    """The similarity of two titles, 0 to 1, ignoring accents, articles and punctuation."""
    mine, theirs = words(one), words(other)
    if mine == theirs:
        return 1.0
    ratio = SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False).ratio()
    # "Caminandes 2" is not "Caminandes 3", although the letters are similar.
    numbers = [word for word in mine if word.isdigit()]
    if numbers != [word for word in theirs if word.isdigit()]:
        ratio *= 0.6
    return ratio


def words(title: str) -> list[str]:
    """The words of a title, folded: no accents, no leading article, numbers as digits."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(LETTERS))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).replace("'", "")
    plain = BETWEEN_DIGITS.sub("", plain.replace("_", " "))
    found = [NUMBERS.get(word, word) for word in WORD.findall(plain)]
    return found[1:] if len(found) > 1 and found[0] in ARTICLES else found


def _score(guess: Guess, title: CandidateTitle) -> RankedTitle:
    alike = max(similarity(guess.title or "", name) * weight for name, weight in _names_of(title))
    reasons = ["Same title" if alike == 1 else "Similar title"]
    confidence = alike * _year(guess, title, reasons) * _kind(guess, title, reasons)
    return RankedTitle(title.id, title.media_type, round(confidence, 3), ", ".join(reasons) + ".")


def _names_of(title: CandidateTitle) -> Iterator[tuple[str, float]]:
    """The names of a title and their weights; files often omit the subtitle."""
    for name in filter(None, (title.title, title.original_title)):
        yield name, 1.0
        head = SUBTITLE.split(name, maxsplit=1)[0]
        if head != name:
            yield head, MAIN_TITLE_WEIGHT


def _year(guess: Guess, title: CandidateTitle, reasons: list[str]) -> float:
    if guess.year is None or title.year is None:
        reasons.append("no year in the name" if guess.year is None else "year not known")
        return 0.93
    apart = abs(guess.year - title.year)
    if apart == 0:
        reasons.append("same year")
        return 1.0
    if apart == 1:
        reasons.append(f"{title.year} instead of {guess.year}")
        return 0.95
    if title.media_type == MediaType.SHOW and guess.year > title.year:
        reasons.append(f"began in {title.year}")  # the name may carry the episode's own year
        return 0.9
    reasons.append(f"but from {title.year}, not {guess.year}")
    return 0.5


def _kind(guess: Guess, title: CandidateTitle, reasons: list[str]) -> float:
    if title.media_type == MediaType.GAME:
        return 0.0
    if guess.type == "episode" and title.media_type == MediaType.MOVIE:
        reasons.append("but the name is an episode's")
        return 0.5
    if guess.type == "movie" and title.media_type == MediaType.SHOW:
        reasons.append("but the name says no episode")
        return 0.6
    return 1.0


def _lower_if_ambiguous(one: RankedTitle, best: float) -> RankedTitle:
    """Cap the confidence of titles close to the best one, so that a user decides."""
    if best - one.confidence >= MIN_CONFIDENCE_GAP or one.confidence <= AMBIGUOUS_CONFIDENCE:
        return one
    why = f"{one.why.removesuffix('.')}, but there is more than one."
    return RankedTitle(one.media_id, one.media_type, AMBIGUOUS_CONFIDENCE, why)
