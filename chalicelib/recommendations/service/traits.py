"""What titles are made of, and how much of it a person likes. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.recommendations.models import TitleTraits
from chalicelib.recommendations.service.age_ratings import age_of
from chalicelib.recommendations.service.familiarity import Familiarity

#: Weights of what a title is made of.
GENRE, DECADE, LANGUAGE, PERSON, AGE = 1.0, 0.3, 0.3, 0.3, 0.1
#: All countries, and all platforms, of a title together.
COUNTRIES, PLATFORMS = 0.2, 0.2
#: All keywords of a title together; one alone counts as one of some.
KEYWORDS, SOME_KEYWORDS = 1.0, 4
#: Votes at which a title's own rating counts as much as the mean.
MANY_VOTES, MEAN_RATING = 500, 6.0


def weights_of(title: TitleTraits) -> dict[str, float]:
    """The traits of a title, such as `genre:horror` or `decade:197`, and what each counts."""
    weights = {f"genre:{genre}": GENRE for genre in title.genres}
    if title.year is not None:
        weights[f"decade:{title.year // 10}"] = DECADE
    if title.language:
        weights[f"language:{title.language}"] = LANGUAGE
    age = age_of(title.certificate)
    if age is not None:
        weights[f"age:{age}"] = AGE
    weights |= {f"country:{name}": COUNTRIES / len(title.countries) for name in title.countries}
    weights |= {f"platform:{name}": PLATFORMS / len(title.platforms) for name in title.platforms}
    each = KEYWORDS / max(SOME_KEYWORDS, len(title.keywords))
    weights |= {f"keyword:{name}": each for name in title.keywords}
    return weights | {f"person:{name}": PERSON for name in title.people}


def appeal(rating: float | None, votes: int) -> float:
    """A rating that few gave is drawn to the mean (a Bayesian average), from 0 to 1."""
    if rating is None or votes == 0:
        return 0.0
    mean = (rating * votes + MEAN_RATING * MANY_VOTES) / (votes + MANY_VOTES)
    return mean / 10 * min(1.0, votes / MANY_VOTES)


@dataclass(frozen=True, slots=True)
class TraitWeight:
    """What the titles with a trait say together, and those titles, the strongest first."""

    score: float
    titles: tuple[int, ...]


def likings(
    known: Mapping[int, Familiarity], titles: Iterable[TitleTraits]
) -> dict[str, TraitWeight]:
    """How much a person likes each trait of the titles they know; negative: they avoid it."""
    rows_by_trait = defaultdict[str, list[tuple[float, int]]](list)
    for title in titles:
        weight = known[title.media_id].weight
        if weight:
            for trait in weights_of(title):
                rows_by_trait[trait].append((weight, title.media_id))
    return {
        trait: TraitWeight(
            sum(weight for weight, _ in rows),
            tuple(media_id for _, media_id in sorted(rows, key=lambda row: (-abs(row[0]), row[1]))),
        )
        for trait, rows in rows_by_trait.items()
    }


def as_played(
    titles: Iterable[TitleTraits], played_on: Mapping[int, Sequence[str]]
) -> list[TitleTraits]:
    """Titles that a person knows, games with the platforms of the person instead of all."""
    return [replace(title, platforms=played_on.get(title.media_id, ())) for title in titles]


def affinity(title: TitleTraits, liked: Mapping[str, TraitWeight]) -> float:
    """How well a title suits these likings, from -1 to 1."""
    most = max((abs(liking.score) for liking in liked.values()), default=0.0)
    weights = weights_of(title)
    total = sum(weights.values())
    if not most or not total:
        return 0.0
    found = sum(
        weight * liked[trait].score / most for trait, weight in weights.items() if trait in liked
    )
    return max(-1.0, min(1.0, found / total))


def name_of(trait: str, genres: Mapping[str, str]) -> str:
    """The name of a trait for people; of a language or a country its code, of an age the age."""
    kind, _, value = trait.partition(":")
    return f"{value}0s" if kind == "decade" else genres.get(value, value)
