"""Which of the titles a person knows add most to the scores of others."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from scipy import sparse

from chalicelib.recommendations.models import MAX_REASONS
from worker.recommendations.interaction_history import Floats, Ints
from worker.recommendations.ranking import WEIGHTS, Ranking, Scored

#: Titles of a person among which reasons are looked for: those that count most.
MAX_KNOWN = 24
#: The least share of the score of a title that its first reason has, and that another one has: a
#: title that is like many of them says so by the strongest.
LEAST_SHARE, LEAST_OF_OTHERS = 0.02, 0.15
#: Features that many titles have are multiplied as a dense matrix, the others as a sparse one.
COMMON_FEATURES = 128
#: No title, in arrays of indexes.
NONE = -1


class Reasons:
    """The reasons of scores, for some people at a time."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def strongest(self, scored: Scored, titles: Ints, scores: Floats) -> Ints:
        """
        For each person, a row, and each of their titles up to `MAX_REASONS` indexes of titles the
        person knows, the strongest first; `NONE` where there is no more. Titles may be `NONE`.
        """
        known, old, new = self.known(scored)
        added = self.added(scored, titles, known, old, new)
        scores = np.maximum(scores, 1e-9)
        found = np.full((*titles.shape, MAX_REASONS), NONE, np.int32)
        for place in range(min(MAX_REASONS, known.shape[1])):
            strongest = added.argmax(axis=1)[:, None, :]
            least = LEAST_OF_OTHERS if place else LEAST_SHARE
            is_enough = np.take_along_axis(added, strongest, 1)[:, 0] >= least * scores
            of_people = np.take_along_axis(known, strongest[:, 0], 1)
            found[:, :, place] = np.where(is_enough & (titles != NONE), of_people, NONE)
            np.put_along_axis(added, strongest, -np.inf, 1)
        return found

    def known(self, scored: Scored) -> tuple[Ints, Floats, Floats]:
        """People by the titles that count most: their indexes, and what they weigh in the parts."""
        recent, latest = self._ranking.weighted(scored.people)
        counts = np.diff(recent.indptr)
        person = np.repeat(np.arange(len(counts)), counts)
        order = np.lexsort((-recent.data, person))
        place = np.arange(len(order)) - recent.indptr[person[order]]
        inside = (place < MAX_KNOWN) & (recent.data[order] > 0)
        order, place = order[inside], place[inside]
        at = (person[order], place)
        size = (len(counts), int(place.max(initial=-1)) + 1)
        known = np.full(size, NONE, np.int32)
        old, new = np.zeros(size, np.float32), np.zeros(size, np.float32)
        known[at] = recent.indices[order]
        old[at] = recent.data[order]
        new[at] = np.asarray(latest[at[0], known[at]]).ravel()
        return known, old, new

    def added(self, scored: Scored, titles: Ints, known: Ints, old: Floats, new: Floats) -> Floats:
        """What each known title adds to the score of each title: people by known ones by titles."""
        scale = {
            name: np.divide(WEIGHTS[name], np.maximum(highest, 1e-9), dtype=np.float32)
            for name, highest in scored.highest.items()
        }
        added = self._taste(titles, known)
        added *= (old * scale["taste"])[:, :, None]
        common, rare, titles_of_rare = self._features
        shared = common[known] @ common[titles].transpose(0, 2, 1)
        shared *= (old * scale["features"])[:, :, None]
        added += shared
        slots = Slots(titles, len(common))
        for rows_of, weights in (
            (self._ranking.together.__getitem__, new * scale["together"]),
            (self._ranking.similar.__getitem__, old * scale["similar"]),
            (lambda rows: rare[rows] @ titles_of_rare, old * scale["features"]),
        ):
            slots.add(added, rows_of, known, weights)
        added[known == NONE] = -np.inf
        return added

    def _taste(self, titles: Ints, known: Ints) -> Floats:
        """The weights of taste between titles; 0 where it does not know one of them."""
        place, weights = self._places, self._ranking.taste[1]
        rows, columns = place[known][:, :, None], place[titles][:, None, :]
        if not len(weights):
            return np.zeros(np.broadcast_shapes(rows.shape, columns.shape), np.float32)
        # Two and a half times as quick as an index for each axis.
        cells = np.maximum(rows, 0) * np.intp(len(weights)) + np.maximum(columns, 0)
        between = weights.ravel().take(cells)
        between *= (rows != NONE) & (columns != NONE)
        return between

    @cached_property
    def _places(self) -> Ints:
        """Where each title is in the matrix of taste."""
        vocabulary = self._ranking.taste[0]
        place = np.full(len(self._ranking.catalogue.titles), NONE, np.int32)
        place[vocabulary] = np.arange(len(vocabulary), dtype=np.int32)
        return place

    @cached_property
    def _features(self) -> tuple[Floats, sparse.csr_matrix, sparse.csr_matrix]:
        """Titles by common features, titles by the other ones, and these by titles."""
        features = self._ranking.features
        frequency = np.bincount(features.indices, minlength=features.shape[1])
        order = np.argsort(-frequency, kind="stable")
        common = features[:, order[:COMMON_FEATURES]].toarray()
        rare = features[:, order[COMMON_FEATURES:]]
        return common, rare, rare.T.tocsr()


class Slots:
    """Finds the titles of people in rows of sparse matrices."""

    def __init__(self, titles: Ints, title_count: int) -> None:
        self._of = np.full((len(titles), title_count), NONE, np.int16)
        people, slots = np.nonzero(titles != NONE)
        self._of[people, titles[people, slots]] = slots

    def add(
        self,
        added: Floats,
        rows_of: Callable[[Ints], sparse.csr_matrix],
        known: Ints,
        weights: Floats,
    ) -> None:
        """Add the rows of known titles, times their weights, where they name a slot."""
        person, place = np.nonzero((known != NONE) & (weights > 0))
        rows = rows_of(known[person, place])
        entry = np.repeat(np.arange(len(person)), np.diff(rows.indptr))
        slot = self._of[person[entry], rows.indices]
        inside = np.flatnonzero(slot != NONE)
        entry, slot = entry[inside], slot[inside]
        values = rows.data[inside] * weights[person[entry], place[entry]]
        added[person[entry], place[entry], slot] += values  # a row names a title once
