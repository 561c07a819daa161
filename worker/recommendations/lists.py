"""Makes the lists of the people who need new ones, from what all people did."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, TypeVar
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
from chalicelib.recommendations.service.known import KnownBy
from chalicelib.recommendations.service.traits import appeal, weights_of
from chalicelib.recommendations.service.work import RecommendationWork, Sources
from worker.recommendations.history import Catalogue, History, Interaction, Title
from worker.recommendations.ranking import BATCH, Best, Ranking, Scored, best_of

T = TypeVar("T")

#: What a rule makes of the score of a title.
FACTORS = {Strength.MORE: 1.5, Strength.LESS: 0.5}
#: Titles for one reason in the list of a kind.
MAX_FOR_ONE_REASON = 12
#: Titles that are looked at for a list, so that enough are left.
LOOKED_AT = 2 * MAX_OF_KIND
#: People whose lists are written in one transaction.
STORED_AT_ONCE = 50
#: Reasons of a title, and the least share of its score that one of them has.
MAX_REASONS, LEAST_SHARE = 2, 0.15


@dataclass(frozen=True)
class RecommendationMaker:
    work: RecommendationWork
    stored_at_once: int = STORED_AT_ONCE

    def make_due(self) -> bool:
        """Make the lists of some people; returns whether there were any."""
        due = self.work.due()
        if due is None:
            return False
        for lists in batched(make_lists(due), self.stored_at_once):
            self.work.store(dict(lists), due.at)
        return True


def batched(lists: Iterator[T], size: int) -> Iterator[list[T]]:
    """As `itertools.batched` of later versions of Python."""
    return iter(lambda: list(islice(lists, size)), [])


def make_lists(due: Sources) -> Iterator[tuple[UUID, list[SnapshotRow]]]:
    """The list of each person: of each kind the best titles, in the order of their scores."""
    known = due.known
    catalogue = Catalogue([title_of(candidate) for candidate in due.candidates])
    people = list(dict.fromkeys([*due.people, *known]))
    interactions = (  # read once: together they take as much memory as what is learnt from them
        Interaction(str(person), str(media_id), title.weight, title.at)
        for person, titles in known.items()
        for media_id, title in titles.items()
    )
    history = History.of(interactions, catalogue, people=[str(person) for person in people])
    ranking = Ranking(history, catalogue)
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
    for begin in range(0, len(due.people), BATCH):
        batch = due.people[begin : begin + BATCH]  # they are the first ones of the history
        scored = ranking.scored(slice(begin, begin + len(batch)))
        of_kinds = [best_of(scored.scores[:, kind], kind, LOOKED_AT) for kind in kinds]
        for row, person in enumerate(batch):
            rules = due.rules.get(person, {})
            bests = [best_of_people[row] for best_of_people in of_kinds]
            if rules:
                bests = [follow_rules(best, due.candidates, rules) for best in bests]
            reasons = reasons_of(ranking, scored, row, bests)
            listed = [
                each
                for best, because in zip(bests, reasons, strict=True)
                for each in rows_of(best, because, due.candidates, known.get(person, {}))
            ]
            listed.sort(key=lambda each: -each.score)
            yield person, listed


def reasons_of(
    ranking: Ranking, scored: Scored, row: int, bests: Sequence[Best]
) -> list[list[list[int]]]:
    """For each title of each list the indexes of what it follows from, the strongest first."""
    titles = np.concatenate([best.titles for best in bests])
    scores = np.concatenate([best.scores for best in bests])
    places, added = ranking.because(scored, row, titles)
    least = LEAST_SHARE * np.maximum(scores, 1e-9)
    told: list[list[int]] = [[] for _ in titles]
    for _ in range(min(MAX_REASONS, len(places))):
        strongest = added.argmax(axis=0)
        columns = np.flatnonzero(added[strongest, np.arange(len(titles))] >= least)
        for column, place in zip(
            columns.tolist(), places[strongest[columns]].tolist(), strict=True
        ):
            told[column].append(place)
        added[strongest, np.arange(len(titles))] = -np.inf
    ends = np.cumsum([len(best.titles) for best in bests]).tolist()
    return [told[begin:end] for begin, end in pairwise([0, *ends])]


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
    best: Best,
    reasons_of_titles: Sequence[Sequence[int]],
    candidates: Sequence[TitleTraits],
    known: Mapping[int, KnownBy],
) -> list[SnapshotRow]:
    """At most `MAX_OF_KIND` of the best, without too many of a franchise or for one reason."""
    franchises, reasons = Counter[int](), Counter[int]()
    rows: list[SnapshotRow] = []
    put_off: list[SnapshotRow] = []
    for title, score, places in zip(
        best.titles.tolist(), best.scores.tolist(), reasons_of_titles, strict=True
    ):
        candidate = candidates[title]
        if franchises[candidate.franchise] >= MAX_OF_FRANCHISE:
            continue
        franchises[candidate.franchise] += 1
        because = [candidates[place] for place in places]
        told = [told_of(reason, known[reason.media_id], candidate) for reason in because]
        row = SnapshotRow(candidate.media_id, score, told)
        if because and reasons[because[0].media_id] >= MAX_FOR_ONE_REASON:
            put_off.append(row)
            continue
        reasons.update(reason.media_id for reason in because[:1])
        rows.append(row)
        if len(rows) == MAX_OF_KIND:
            break
    return (rows + put_off)[:MAX_OF_KIND]


def told_of(reason: TitleTraits, known: KnownBy, title: TitleTraits) -> dict[str, Any]:
    """What is stored of a reason; what is not known is left out, because there are many."""
    told: dict[str, Any] = {"mediaId": reason.media_id, "kind": known.kind}
    if known.rating is not None:
        told["rating"] = known.rating
    if keyword := common_keyword(title, reason):
        told["keyword"] = keyword
    return told


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
