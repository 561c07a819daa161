"""
Scores titles as matches of a parsed file name, from 0 to 1, with a readable reason. No I/O.

The confidence is the product of stated parts: how alike the names are, the year, the kind, the
country, the platform of a game, the folder, the length, whether the title has the episode, and how
well known it is beside others of its name. From `MIN_AUTO_MATCH_CONFIDENCE` on, which is a setting,
a match is made without asking a user.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.game_platforms import plays_any
from chalicelib.library.models.matching import (
    CandidateTitle,
    Comparison,
    FolderHint,
    Guess,
    RankedTitle,
)
from chalicelib.library.service.title_similarity import similarity, words

MIN_AUTO_MATCH_CONFIDENCE = 0.85
AMBIGUOUS_CONFIDENCE = (
    0.7  # what two titles of the same name are worth without a year to tell them apart
)
MIN_CONFIDENCE_GAP = 0.03
BY_ID_CONFIDENCE = 0.99

LENGTH_TOLERANCE = 0.1  # of a title's length
MIN_LENGTH_TOLERANCE_MINUTES = 3
MAX_LENGTH_RATIO = 4  # a file of a quarter of the length is a sample

CERTAIN = 0.96  # from here on names are spelled differently at most
SUBTITLE_WEIGHT = 0.9  # needs the year
MIN_SUBTITLE_WORDS = 3
UNKNOWN_BESIDE = 50  # a title with a fiftieth of another's votes is not meant by their common name
ALTERNATIVE_WEIGHT = 0.95  # of other names, and of a name without its subtitle
#: Countries that make anime, and what is taken for it.
ANIME_COUNTRIES = frozenset({"JP", "CN", "HK", "KR", "TW"})
NO_FOLDER = FolderHint()
SUBTITLE = re.compile(r"[:,]\s|\s[-\u2013\u2014]\s")


def rank(
    guess: Guess,
    titles: Iterable[CandidateTitle],
    *,
    duration_s: int = 0,
    folder: FolderHint = NO_FOLDER,
) -> list[RankedTitle]:
    """
    Titles with a confidence above 0, the highest first; the sort is stable.

    `duration_s` is the length of the file; 0: not known.
    """
    titles = list(titles)
    most_votes = _most_votes(titles)
    found = [
        one
        for title in titles
        if (one := _score(guess, title, duration_s, folder, most_votes)).confidence > 0
    ]
    found.sort(key=lambda one: -one.confidence)
    if len(found) > 1 and found[0].confidence - found[1].confidence < MIN_CONFIDENCE_GAP:
        best = found[0].confidence
        found = [_lower_if_ambiguous(one, best) for one in found]
        found.sort(key=lambda one: -one.confidence)
    return found


def by_id(guess: Guess, title: CandidateTitle) -> RankedTitle:
    """The title of an id that stands with the file, for one that is not matched by itself."""
    reasons = [_for("same id")]
    if title.media_type == MediaType.MOVIE:
        reasons.append(_against("the name is an episode's"))
    else:
        has_number = guess.episode is not None
        reasons.append(
            _against("has no such episode" if has_number else "the name says no episode")
        )
    return RankedTitle(
        title.id, title.media_type, BY_ID_CONFIDENCE, tuple(reasons), {"id": BY_ID_CONFIDENCE}
    )


def confident_match(
    ranked: Sequence[RankedTitle], *, least: float = MIN_AUTO_MATCH_CONFIDENCE
) -> RankedTitle | None:
    """The best match, if it is confident enough to be made without asking a user."""
    return ranked[0] if ranked and ranked[0].confidence >= least else None


def _score(
    guess: Guess,
    title: CandidateTitle,
    duration_s: int,
    folder: FolderHint,
    most_votes: Mapping[str, int],
) -> RankedTitle:
    alike, is_same, text = max(_compare(guess, *name) for name in _names_of(title))
    reasons = [_for(text) if is_same else _neutral("similar title")]
    parts = {
        "title": alike,
        "year": _year(guess, title, reasons),
        "kind": _kind(guess, title, folder, reasons),
        "country": _country(guess, title, reasons),
        "platform": _platform(guess, title, reasons),
        "folder": _folder_kind(folder, title, reasons) * _folder_name(folder, title, reasons),
        "episode": _episode(title, reasons),
        "length": _length(duration_s, title, reasons),
        "popularity": _popularity(guess, title, most_votes, reasons),
    }
    return RankedTitle(
        title.id,
        title.media_type,
        round(math.prod(parts.values()), 3),
        tuple(reasons),
        {name: round(value, 3) for name, value in parts.items()},
    )


def _compare(guess: Guess, name: str, weight: float, text: str) -> tuple[float, bool, str]:
    alike = similarity(guess.title or "", name)
    return alike * weight, alike > CERTAIN, text


def _for(text: str) -> Comparison:
    return Comparison(text, "for", is_exception=False)


def _against(text: str) -> Comparison:
    return Comparison(text, "against", is_exception=True)


def _neutral(text: str) -> Comparison:
    return Comparison(text, "neutral", is_exception=False)


def _names_of(title: CandidateTitle) -> Iterator[tuple[str, float, str]]:
    """The names of a title, their weights, and what the same name says."""
    for name in filter(None, (title.title, title.original_title)):
        yield name, 1.0, "same title"
        head, *rest = SUBTITLE.split(name)
        if rest:  # files often omit a part
            yield head, ALTERNATIVE_WEIGHT, "same title without its subtitle"
            if len(words(rest[-1])) >= MIN_SUBTITLE_WORDS:
                yield rest[-1], SUBTITLE_WEIGHT, "same as its subtitle"
        if len(rest) > 1:
            yield f"{head} {rest[-1]}", ALTERNATIVE_WEIGHT, "same title without its number"
    for name in title.names:
        yield name, ALTERNATIVE_WEIGHT, "same as another name of it"


def _year(guess: Guess, title: CandidateTitle, reasons: list[Comparison]) -> float:
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


def _kind(
    guess: Guess, title: CandidateTitle, folder: FolderHint, reasons: list[Comparison]
) -> float:
    if (title.media_type == MediaType.GAME) != (guess.type == "game"):
        return 0.0
    if guess.type == "episode" and title.media_type == MediaType.MOVIE and folder.kind == "movies":
        reasons.append(_neutral("the name looks like an episode's"))
        return 0.9
    if guess.type == "episode" and title.media_type == MediaType.MOVIE:
        reasons.append(_against("the name is an episode's"))
        return 0.5
    if guess.type == "movie" and title.media_type == MediaType.SHOW:
        reasons.append(_against("the name says no episode"))
        return 0.6
    return 1.0


def _country(guess: Guess, title: CandidateTitle, reasons: list[Comparison]) -> float:
    """`The.Office.US`: of two shows of one name the country tells which."""
    if guess.country is None or not title.countries:
        return 1.0
    if guess.country in title.countries:
        reasons.append(_for("same country"))
        return 1.0
    reasons.append(_against(f"not from {guess.country}"))
    return 0.75


def _platform(guess: Guess, title: CandidateTitle, reasons: list[Comparison]) -> float:
    """Of two games of one name, the platform tells which."""
    if guess.platform is None:
        return 1.0
    if not title.platforms:
        reasons.append(_neutral("platforms not known"))
        return 0.95
    if plays_any(guess.platform, title.platforms):
        reasons.append(_for(f"released for {guess.platform}"))
        return 1.0
    reasons.append(_against(f"not released for {guess.platform}"))
    return 0.75


def _folder_kind(folder: FolderHint, title: CandidateTitle, reasons: list[Comparison]) -> float:
    """A show among films is less of a surprise than a film among shows: its name has an episode."""
    is_show = title.media_type == MediaType.SHOW
    if folder.kind in {"movies", "shows"}:
        is_there = is_show == (folder.kind == "shows")
        text = f"in a folder of {folder.kind}"
        reasons.append(_for(text) if is_there else _against(text))
        return 1.0 if is_there else 0.92 if is_show else 0.8
    if folder.kind == "anime" and title.countries:
        is_there = not ANIME_COUNTRIES.isdisjoint(title.countries)
        text = "in a folder of anime"
        reasons.append(_for(text) if is_there else _against(f"{text}, and not from Asia"))
        return 1.0 if is_there else 0.9
    return 1.0


def _folder_name(folder: FolderHint, title: CandidateTitle, reasons: list[Comparison]) -> float:
    """A file may be called anything in the folder of its show or film."""
    if not folder.titles:
        return 1.0
    if any(
        similarity(mine, name) > CERTAIN
        for name, _, _ in _names_of(title)
        for mine in folder.titles
    ):
        reasons.append(_for("called like its folder"))
        return 1.0
    reasons.append(_against(f"its folder is called {folder.titles[0]}"))
    return 0.95


def _popularity(
    guess: Guess, title: CandidateTitle, most_votes: Mapping[str, int], reasons: list[Comparison]
) -> float:
    """A common name means the well-known title, unless the year is that of the other."""
    most = most_votes.get(_name_of(title), 0)
    if title.votes is None or title.votes * UNKNOWN_BESIDE >= most:
        return 1.0
    if guess.year is not None and guess.year == title.year:
        return 1.0
    reasons.append(_against("little known beside another of this name"))
    return 0.6


def _most_votes(titles: Iterable[CandidateTitle]) -> dict[str, int]:
    """The votes of the best known title of each name."""
    most: dict[str, int] = {}
    for one in titles:
        name = _name_of(one)
        most[name] = max(most.get(name, 0), one.votes or 0)
    return most


def _name_of(title: CandidateTitle) -> str:
    return " ".join(words(title.title))


def _episode(title: CandidateTitle, reasons: list[Comparison]) -> float:
    if title.has_episode is None:
        return 1.0
    if title.has_episode:
        reasons.append(_for("has this episode"))
        return 1.0
    reasons.append(_against("has no such episode"))
    return 0.75


def _length(duration_s: int, title: CandidateTitle, reasons: list[Comparison]) -> float:
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
        length = _minutes(minutes) if duration_s // 60 else f"{duration_s} s"
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
    """Cap the confidence of all titles, so that a user decides; those close to the best say why."""
    if one.confidence <= AMBIGUOUS_CONFIDENCE:
        return one
    capped = replace(one, confidence=AMBIGUOUS_CONFIDENCE)
    if best - one.confidence >= MIN_CONFIDENCE_GAP:
        return capped
    other = Comparison("there is more than one", "neutral", is_exception=True)
    return replace(capped, compared=(*one.compared, other))
