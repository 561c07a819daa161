"""
The best titles for each person.

The score of a title is a weighted sum of four parts, each between 0 and 1 for the person's best:

1. *taste*: people who watched what this person watched, watched it too;
2. *together*: people watch it soon before or after what this person watched last;
3. *features*: it has the genres and the decade of what this person watches;
4. *popularity*: many people watched it. So little that it only decides between equals, and for a
   person without a history.

What a person watched last counts most: taste changes, and the next title is nearer to the last one
than to those of years ago.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from worker.recommendations.features import feature_matrix
from worker.recommendations.history import Catalogue, Floats, History
from worker.recommendations.similarity import most_watched, shared_taste, watched_together

TASTE, TOGETHER, FEATURES, POPULARITY = 1.0, 0.6, 0.15, 0.02
#: Viewings after which a viewing counts 1/e, and the least it counts for taste and features.
TASTE_FADES, TASTE_FLOOR = 5.0, 0.2
TOGETHER_FADES = 3.0
#: A weight too small to be seen in a score; without them a row is short.
NEGLIGIBLE = 1e-3
#: Viewings of a person that count, the newest ones; bounds the work for a long history.
VIEWINGS = 300
#: People whose scores are in memory at once.
BATCH = 256


def recommend(history: History, catalogue: Catalogue, n: int) -> Iterator[tuple[str, list[str]]]:
    """
    Each person with the ids of at most `n` titles, best first; never one the person watched.

    A pure function: equal input gives equal output. People come in the order of the history.
    """
    ranking = Ranking(history, catalogue)
    ids = catalogue.ids
    for begin in range(0, len(history.people), BATCH):
        people = slice(begin, begin + BATCH)
        for person, best in zip(history.people[people], ranking.best(people, n), strict=True):
            yield person, [ids[title] for title in best]


@dataclass(frozen=True)
class Ranking:
    """Scores of people by titles, computed for some people at a time."""

    history: History
    catalogue: Catalogue

    def best(self, people: slice, n: int) -> list[list[int]]:
        """Indexes of at most `n` titles for each of some people, best first."""
        scores = self.scores(people)
        seen = self._seen[people]
        scores[np.repeat(np.arange(len(scores)), np.diff(seen.indptr)), seen.indices] = -np.inf
        n = min(n, scores.shape[1])
        if n == 0:
            return [[] for _ in scores]
        top = np.sort(np.argpartition(-scores, n - 1, axis=1)[:, :n], axis=1)
        values = np.take_along_axis(scores, top, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        top, values = np.take_along_axis(top, order, 1), np.take_along_axis(values, order, 1)
        return [row[np.isfinite(value)].tolist() for row, value in zip(top, values, strict=True)]

    def scores(self, people: slice) -> Floats:
        """People by titles, what they watched included."""
        scores = np.tile(self._popularity, (self._recent[people].shape[0], 1))
        known, weights = self._taste
        scores[:, known] += TASTE * to_unit(self._recent[people][:, known] @ weights)
        together = self._latest[people] @ self._together
        scores += TOGETHER * to_unit(together.toarray())
        profile = (self._recent[people] @ self._features).toarray()
        scores += FEATURES * to_unit((self._features @ profile.T).T)
        return scores

    def _weighted(self, fades: float, floor: float) -> sparse.csr_matrix:
        """People by titles, by how long ago a viewing was and whether the title was liked."""
        history = self.history
        weight = floor + (1 - floor) * np.exp(-history.age / fades)
        weight = weight * history.weight * (history.age < VIEWINGS)
        matrix = history.matrix(weight.astype(np.float32))
        matrix.eliminate_zeros()
        return matrix

    @cached_property
    def _seen(self) -> sparse.csr_matrix:
        return self.history.matrix(np.ones(len(self.history.title), np.float32))

    @cached_property
    def _recent(self) -> sparse.csr_matrix:
        return self._weighted(TASTE_FADES, TASTE_FLOOR)

    @cached_property
    def _latest(self) -> sparse.csr_matrix:
        latest = self._weighted(TOGETHER_FADES, 0.0)
        latest.data[latest.data < NEGLIGIBLE] = 0
        latest.eliminate_zeros()
        return latest

    @cached_property
    def _taste(self) -> tuple[np.ndarray, Floats]:
        known = most_watched(self.history)
        return known, shared_taste(self._seen[:, known])

    @cached_property
    def _together(self) -> sparse.csr_matrix:
        return watched_together(self.history)

    @cached_property
    def _features(self) -> sparse.csr_matrix:
        return feature_matrix(self.catalogue)

    @cached_property
    def _popularity(self) -> Floats:
        watched = np.log1p(np.bincount(self.history.title, minlength=self.history.title_count))
        return np.asarray(POPULARITY * watched / max(1.0, watched.max(initial=0)), np.float32)


def to_unit(scores: Floats) -> Floats:
    """Each row divided by its highest value; negative ones stay negative, none is a zero row."""
    highest = scores.max(axis=1, keepdims=True, initial=0)
    unit: Floats = np.divide(scores, highest, out=np.zeros_like(scores), where=highest > 0)
    return unit
