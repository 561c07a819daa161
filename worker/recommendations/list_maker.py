"""Makes the lists of the people who need new ones, from what all people did."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from chalicelib.catalog.models import MediaType
from chalicelib.recommendations.models import MAX_REASONS, RecommendationPart, TitleTraits
from chalicelib.recommendations.models.binary_arrays import BigintArray, RealArray, Snapshot
from chalicelib.recommendations.service.traits import appeal, weights_of
from chalicelib.recommendations.service.worker_operations import RecommendationWork, Sources
from worker.recommendations.familiarity_arrays import history_of
from worker.recommendations.interaction_history import Catalogue, Floats, Ints, Title
from worker.recommendations.list_selection import SelectedTitles, best_of_kind, order_of_kind
from worker.recommendations.ranking import BATCH, Ranking, Scored
from worker.recommendations.reasons import NONE, Reasons
from worker.recommendations.taste_rules import RuleBook

#: Elements of arrays as PostgreSQL receives them: see `BigintArray`.
BIGINT = np.dtype([("size", ">i4"), ("value", ">i8")])
REAL = np.dtype([("size", ">i4"), ("value", ">f4")])


@dataclass(frozen=True)
class RecommendationMaker:
    work: RecommendationWork

    def make_due(self) -> bool:
        """Make the lists of some people; returns whether there were any."""
        due = self.work.due()
        if due is None:
            return False
        # PostgreSQL writes a batch while the next one is made; never more than two are in memory.
        with ThreadPoolExecutor(1, thread_name_prefix="recommendations") as writer:
            written: Future[None] | None = None
            for lists in make_lists(due):
                if written is not None:
                    written.result()
                written = writer.submit(self.work.store, lists, due.at)
            if written is not None:
                written.result()
        return True


def make_lists(due: Sources, batch: int = BATCH) -> Iterator[Mapping[UUID, Snapshot]]:
    """The list of each person: of each kind the best titles, in the order of their scores."""
    maker = ListMaker(due)
    for begin in range(0, len(due.people), batch):
        yield maker.make(slice(begin, min(begin + batch, len(due.people))))


class ListMaker:
    """What the lists of all people are made from, as arrays."""

    def __init__(self, due: Sources) -> None:
        self._due = due
        candidates = due.candidates
        catalogue = Catalogue([title_of(candidate) for candidate in candidates])
        self._ranking = Ranking(history_of(due), catalogue)
        self._reasons = Reasons(self._ranking)
        self._rules = RuleBook(catalogue, candidates, list(due.rules.values()))
        self._media_ids = np.asarray([each.media_id for each in candidates], np.int64)
        self._franchises = np.unique(
            np.asarray([each.franchise for each in candidates], np.int64), return_inverse=True
        )[1].astype(np.int32)
        self._kinds = [
            np.asarray(
                [
                    number
                    for number, candidate in enumerate(candidates)
                    if candidate.media_type == kind and candidate.is_released
                ],
                np.int32,
            )
            for kind in MediaType
        ]

    def make(self, people: slice) -> dict[UUID, Snapshot]:
        """The lists of some of the people who are due, who are the first ones of the history."""
        names = self._due.people[people]
        scored = self._ranking.scored(people)
        for row, person in enumerate(names):
            rules, platforms = self._due.rules.get(person), self._due.platforms.get(person)
            if rules or platforms:
                self._rules.apply(scored.scores[row], rules or {}, platforms)
        chosen, reasons = self._choose(scored)
        return dict(zip(names, self._snapshots(scored, chosen, reasons), strict=True))

    def _choose(self, scored: Scored) -> tuple[SelectedTitles, Ints]:
        kinds = [best_of_kind(scored.scores, kind, self._franchises) for kind in self._kinds]
        together = joined(kinds)
        reasons = self._reasons.strongest(scored, together.titles, together.scores)
        orders, begin = [], 0
        for kind in kinds:
            end = begin + kind.titles.shape[1]
            orders.append(begin + order_of_kind(kind, reasons[:, begin:end, 0]))
            begin = end
        order = np.concatenate(orders, axis=1)
        scores = np.take_along_axis(together.scores, order, 1)
        order = np.take_along_axis(order, np.argsort(-scores, axis=1, kind="stable"), 1)
        return together.ordered(order), np.take_along_axis(reasons, order[:, :, None], 1)

    def _snapshots(
        self, scored: Scored, chosen: SelectedTitles, reasons: Ints
    ) -> Iterator[Snapshot]:
        counts = (chosen.titles != NONE).sum(axis=1).tolist()
        parts = np.stack(
            [
                np.take_along_axis(scored.parts[part], chosen.titles, 1)
                for part in RecommendationPart
            ],
            2,
        )
        media_ids = np.append(self._media_ids, 0)  # 0 for `NONE`
        arrays = (
            elements(media_ids[chosen.titles], BIGINT, 1),
            elements(chosen.scores, REAL, 1),
            elements(parts, REAL, len(RecommendationPart)),
            elements(media_ids[reasons], BIGINT, MAX_REASONS),
        )
        for number, count in enumerate(counts):
            titles, scores, of_parts, of_reasons = (rows[number, :count] for rows in arrays)
            yield Snapshot(
                BigintArray(titles.tobytes()),
                RealArray(scores.tobytes()),
                RealArray(of_parts.tobytes()),
                BigintArray(of_reasons.tobytes()),
            )


def joined(kinds: list[SelectedTitles]) -> SelectedTitles:
    """The titles of all kinds, one kind after the other."""
    return SelectedTitles(
        np.concatenate([kind.titles for kind in kinds], axis=1),
        np.concatenate([kind.scores for kind in kinds], axis=1),
    )


def elements(values: Floats | Ints, kind: np.dtype, of_title: int) -> np.ndarray:
    """People by titles by the elements of an array of PostgreSQL."""
    rows = np.empty((*values.shape[:2], of_title), kind)
    rows["size"] = kind["value"].itemsize
    rows["value"] = values.reshape(rows.shape)
    return rows


def title_of(candidate: TitleTraits) -> Title:
    return Title(
        id=str(candidate.media_id),
        features=weights_of(candidate),
        appeal=appeal(candidate.rating, candidate.votes),
        similar=[str(media_id) for media_id in candidate.similar],
    )
