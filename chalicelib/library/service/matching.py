"""
Scores titles as matches of a parsed file name, from 0 to 1, with a readable reason. No I/O.

The confidence is the similarity of the names, reduced by a differing year, media type, number or
length.
From `MIN_AUTO_MATCH_CONFIDENCE` on a match is made without asking a user.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import number_words
from chalicelib.library.models import CandidateTitle, Guess, MatchReason

MIN_AUTO_MATCH_CONFIDENCE = 0.85
AMBIGUOUS_CONFIDENCE = (
    0.7  # what two titles of the same name are worth without a year to tell them apart
)
MIN_CONFIDENCE_GAP = 0.03

LENGTH_TOLERANCE = 0.1  # of a title's length
MIN_LENGTH_TOLERANCE_MINUTES = 3
MAX_LENGTH_RATIO = 4  # a file of a quarter of the length is a sample

MAIN_TITLE_WEIGHT = 0.95
SUBTITLE = re.compile(r"[:,]\s|\s[-\u2013\u2014]\s")

WORD = re.compile(r"\w+")
ARTICLES = frozenset({"the", "a", "an"})
BETWEEN_DIGITS = re.compile(r"(?<=\d)[,.](?=\d{3}\b)")
NUMBERS = {word: str(number) for word, number in number_words.VALUES.items()}
NUMBERS |= {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "&": "and"})


@dataclass(frozen=True, slots=True)
class RankedTitle:
    media_id: int
    media_type: MediaType
    confidence: float
    why: str
    reasons: tuple[MatchReason, ...] = ()


def rank(
    guess: Guess, titles: Iterable[CandidateTitle], *, duration_s: int = 0
) -> list[RankedTitle]:
    """
    Titles with a confidence above 0, the highest first; the sort is stable.

    `duration_s` is the length of the file; 0: not known.
    """
    found = [one for title in titles if (one := _score(guess, title, duration_s)).confidence > 0]
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
    has_numbers = any(word.isdigit() for word in (*mine, *theirs))
    if mine == theirs or (has_numbers and _spelled(one) == _spelled(other)):
        return 1.0
    ratio = SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False).ratio()
    # "Caminandes 2" is not "Caminandes 3", although the letters are similar.
    numbers = [word for word in mine if word.isdigit()]
    if numbers != [word for word in theirs if word.isdigit()]:
        ratio *= 0.6
    return ratio


def words(title: str) -> list[str]:
    """The words of a title, folded: no accents, no leading article, numbers as digits."""
    return [NUMBERS.get(word, word) for word in _folded(title)]


def _spelled(title: str) -> str:
    """With its number in digits: `one hundred and one` is `101`."""
    name = " ".join(_folded(title))
    other = number_words.respelled(name)
    return other if other is not None and any(sign.isdigit() for sign in other) else name


def _folded(title: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", title.lower().translate(LETTERS))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).replace("'", "")
    plain = BETWEEN_DIGITS.sub("", plain.replace("_", " "))
    found = WORD.findall(plain)
    return found[1:] if len(found) > 1 and found[0] in ARTICLES else found


def _score(guess: Guess, title: CandidateTitle, duration_s: int) -> RankedTitle:
    alike = max(similarity(guess.title or "", name) * weight for name, weight in _names_of(title))
    reasons = [_for("Same title") if alike == 1 else _neutral("similar title")]
    confidence = alike * _year(guess, title, reasons) * _kind(guess, title, reasons)
    confidence *= _length(duration_s, title, reasons)
    why = ", ".join(f"but {one.text}" if one.verdict == "against" else one.text for one in reasons)
    return RankedTitle(
        title.id,
        title.media_type,
        round(confidence, 3),
        f"{why[:1].upper()}{why[1:]}.",
        tuple(
            MatchReason(text=f"{one.text[:1].upper()}{one.text[1:]}", verdict=one.verdict)
            for one in reasons
        ),
    )


def _for(text: str) -> MatchReason:
    return MatchReason(text=text, verdict="for")


def _against(text: str) -> MatchReason:
    return MatchReason(text=text, verdict="against")


def _neutral(text: str) -> MatchReason:
    return MatchReason(text=text, verdict="neutral")


def _names_of(title: CandidateTitle) -> Iterator[tuple[str, float]]:
    """The names of a title and their weights; files often omit the subtitle."""
    for name in filter(None, (title.title, title.original_title)):
        yield name, 1.0
        head = SUBTITLE.split(name, maxsplit=1)[0]
        if head != name:
            yield head, MAIN_TITLE_WEIGHT


def _year(guess: Guess, title: CandidateTitle, reasons: list[MatchReason]) -> float:
    if guess.year is None or title.year is None:
        is_missing = guess.year is None
        reasons.append(_neutral("no year in the name" if is_missing else "year not known"))
        return 0.93
    apart = abs(guess.year - title.year)
    if apart == 0:
        reasons.append(_for("same year"))
        return 1.0
    if apart == 1:
        reasons.append(_neutral(f"{title.year} instead of {guess.year}"))
        return 0.95
    if title.media_type == MediaType.SHOW and guess.year > title.year:
        # The name may carry the episode's own year.
        reasons.append(_neutral(f"began in {title.year}"))
        return 0.9
    reasons.append(_against(f"from {title.year}, not {guess.year}"))
    return 0.5


def _kind(guess: Guess, title: CandidateTitle, reasons: list[MatchReason]) -> float:
    if title.media_type == MediaType.GAME:
        return 0.0
    if guess.type == "episode" and title.media_type == MediaType.MOVIE:
        reasons.append(_against("the name is an episode's"))
        return 0.5
    if guess.type == "movie" and title.media_type == MediaType.SHOW:
        reasons.append(_against("the name says no episode"))
        return 0.6
    return 1.0


def _length(duration_s: int, title: CandidateTitle, reasons: list[MatchReason]) -> float:
    """Versions differ in length, so that only a fraction of the length is held against a title."""
    runtime = title.runtime_minutes or 0
    if not duration_s or not runtime:
        return 1.0
    minutes = round(duration_s / 60)
    apart = minutes - runtime
    if abs(apart) <= 1:
        reasons.append(_for("length is the same to the minute"))
        return 1.0
    if abs(apart) <= max(MIN_LENGTH_TOLERANCE_MINUTES, LENGTH_TOLERANCE * runtime):
        reasons.append(_for(f"length fits, {_minutes(minutes)} of {_minutes(runtime)}"))
        return 1.0
    if minutes * MAX_LENGTH_RATIO < runtime:
        length = _minutes(minutes) if minutes else "under a minute"
        reasons.append(_against(f"{length} long, not {_minutes(runtime)}"))
        return 0.4
    more = "longer" if apart > 0 else "shorter"
    reasons.append(_against(f"{_minutes(abs(apart))} {more}"))
    return 0.8 if minutes < MAX_LENGTH_RATIO * runtime else 0.4


def _minutes(minutes: int) -> str:
    """`2 h 33 min`, as pages write it."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def _lower_if_ambiguous(one: RankedTitle, best: float) -> RankedTitle:
    """Cap the confidence of titles close to the best one, so that a user decides."""
    if best - one.confidence >= MIN_CONFIDENCE_GAP or one.confidence <= AMBIGUOUS_CONFIDENCE:
        return one
    why = f"{one.why.removesuffix('.')}, but there is more than one."
    reasons = (*one.reasons, _neutral("There is more than one"))
    return RankedTitle(one.media_id, one.media_type, AMBIGUOUS_CONFIDENCE, why, reasons)
