"""Makes the lists of the people who need new ones, from what all people did."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from chalicelib.catalog.models import MediaType
from chalicelib.recommendations.models import (
    MAX_OF_FRANCHISE,
    MAX_OF_KIND,
    SnapshotRow,
    TitleTraits,
)
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.service.known import KnownBy, combine
from chalicelib.recommendations.service.traits import appeal, weights_of
from chalicelib.recommendations.service.work import RecommendationWork, Sources
from worker.recommendations.history import Catalogue, History, Interaction, Title
from worker.recommendations.ranking import Best, Ranking

#: What a rule makes of the score of a title.
FACTORS = {Strength.MORE: 1.5, Strength.LESS: 0.5}
#: Titles for one reason in the list of a kind.
MAX_FOR_ONE_REASON = 12
#: Titles that are looked at for a list, so that enough are left.
LOOKED_AT = 4 * MAX_OF_KIND
#: Reasons of a title, and the least share of its score that one of them has.
MAX_REASONS, LEAST_SHARE = 2, 0.15


@dataclass(frozen=True)
class RecommendationMaker:
    work: RecommendationWork

    def make_due(self) -> bool:
        """Make the lists of some people; returns whether there were any."""
        due = self.work.due()
        if due is None:
            return False
        self.work.store(dict(make_lists(due)), due.at)
        return True


def make_lists(due: Sources) -> Iterator[tuple[UUID, list[SnapshotRow]]]:
    """The list of each person: of each kind the best titles, in the order of their scores."""
    known = combine(due.known)
    catalogue = Catalogue([title_of(candidate) for candidate in due.candidates])
    people = list(dict.fromkeys([*due.people, *known]))
    interactions = [
        Interaction(str(person), str(media_id), title.weight, title.at)
        for person, titles in known.items()
        for media_id, title in titles.items()
    ]
    history = History.of(interactions, catalogue, people=[str(person) for person in people])
    ranking = Ranking(history, catalogue)
    place = {person: number for number, person in enumerate(people)}
    kinds = [
        np.asarray(
            [
                number
                for number, candidate in enumerate(due.candidates)
                if candidate.media_type == kind and candidate.is_released
            ],
            np.int32,
        )
        for kind in MediaType
    ]
    for person in due.people:
        number = place[person]
        rows = list[SnapshotRow]()
        rules = due.rules.get(person, {})
        for found in ranking.best_of_kinds(number, kinds, LOOKED_AT):
            best = follow_rules(found, due.candidates, rules) if rules else found
            rows += rows_of(ranking, number, best, due.candidates, known.get(person, {}))
        rows.sort(key=lambda row: -row.score)
        yield person, rows


def follow_rules(
    best: Best, candidates: Sequence[TitleTraits], rules: Mapping[str, Strength]
) -> Best:
    """The titles with what a person wants more of first, and none with what they never want."""
    kept, scores = [], []
    for title, score in zip(best.titles, best.scores, strict=True):
        strengths = [rules[trait] for trait in weights_of(candidates[title]) if trait in rules]
        if Strength.NEVER in strengths:
            continue
        factor = math.prod(FACTORS[strength] for strength in strengths)
        kept.append(title)
        scores.append(score * factor if score > 0 else score / factor)
    order = np.argsort(-np.asarray(scores, np.float32), kind="stable")
    return Best(
        np.asarray(kept, np.int32)[order],
        np.asarray(scores, np.float32)[order],
    )


def rows_of(
    ranking: Ranking,
    person: int,
    best: Best,
    candidates: Sequence[TitleTraits],
    known: Mapping[int, KnownBy],
) -> list[SnapshotRow]:
    """At most `MAX_OF_KIND` of the best, without too many of a franchise or for one reason."""
    known_places, added = ranking.because(person, best.titles)
    franchises, reasons = Counter[int](), Counter[int]()
    rows: list[SnapshotRow] = []
    put_off: list[SnapshotRow] = []
    for column, (title, score) in enumerate(zip(best.titles, best.scores, strict=True)):
        candidate = candidates[title]
        if franchises[candidate.franchise] >= MAX_OF_FRANCHISE:
            continue
        franchises[candidate.franchise] += 1
        because = [
            candidates[known_places[row]]
            for row in np.argsort(-added[:, column], kind="stable")[:MAX_REASONS]
            if added[row, column] >= LEAST_SHARE * max(score, 1e-9)
        ]
        told = [
            {
                "mediaId": reason.media_id,
                "kind": known[reason.media_id].kind,
                "rating": known[reason.media_id].rating,
                "keyword": common_keyword(candidate, reason),
            }
            for reason in because
        ]
        row = SnapshotRow(candidate.media_id, float(score), json.dumps(told))
        if because and reasons[because[0].media_id] >= MAX_FOR_ONE_REASON:
            put_off.append(row)
            continue
        reasons.update(reason.media_id for reason in because[:1])
        rows.append(row)
        if len(rows) == MAX_OF_KIND:
            break
    return (rows + put_off)[:MAX_OF_KIND]


def common_keyword(title: TitleTraits, reason: TitleTraits) -> str | None:
    """What both are about: of the keywords they share, the first of the recommended title."""
    return next((name for name in title.keywords if name in reason.keywords), None)


def title_of(candidate: TitleTraits) -> Title:
    return Title(
        id=str(candidate.media_id),
        features=weights_of(candidate),
        appeal=appeal(candidate.rating, candidate.votes),
        similar=[str(media_id) for media_id in candidate.similar],
    )
