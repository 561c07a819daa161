"""
The best titles for each person.

The score of a title is a weighted sum of parts; each of the first four is at most 1, which the
person's best title has:

1. *taste*: people who watched what this person watched, watched it too;
2. *together*: people watch it soon before or after what this person watched last;
3. *similar*: a provider names it beside what this person watched;
4. *features*: it is made of what this person watches: genres, decade, people;
5. *appeal*: what others think of it, and how many watched it. So little that it only decides
   between equals, and for a person without a history.

What a person watched last counts most: taste changes, and the next title is nearer to the last one
than to those of years ago.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from worker.recommendations.feature_matrices import feature_matrix, similarity_matrix
from worker.recommendations.interaction_history import Catalogue, Floats, History, Ints
from worker.recommendations.similarity import most_watched, shared_taste, watched_together

WEIGHTS = {"taste": 1.0, "together": 0.6, "similar": 0.4, "features": 0.15}
WATCHED, APPEAL = 0.02, 0.1
#: Interactions after which one counts 1/e, and the least it counts for taste, similar and features.
TASTE_FADES, TASTE_FLOOR = 5.0, 0.2
TOGETHER_FADES = 3.0
#: A weight too small to be seen in a score; without them a row is short.
NEGLIGIBLE = 1e-3
#: Interactions of a person that count, the newest ones; bounds the work for a long history.
NEWEST = 300
#: People whose scores are in memory at once.
BATCH = 128


def recommend(history: History, catalogue: Catalogue, n: int) -> Iterator[tuple[str, list[str]]]:
    """
    Each person with the ids of at most `n` titles, best first; never one the person watched.

    A pure function: equal input gives equal output. People come in the order of the history.
    """
    ranking = Ranking(history, catalogue)
    ids = catalogue.ids
    everything = np.arange(len(ids), dtype=np.int32)
    for begin in range(0, len(history.people), BATCH):
        people = slice(begin, begin + BATCH)
        found = ranking.best(people, everything, n)
        for person, best in zip(history.people[people], found, strict=True):
            yield person, [ids[title] for title in best.titles]


@dataclass(frozen=True, slots=True)
class RankedTitles:
    """Indexes of titles, best first, with their scores."""

    titles: Ints
    scores: Floats


def best_of(scores: Floats, titles: Ints, n: int) -> list[RankedTitles]:
    """The `n` highest of each row, equal ones in the order of `titles`."""
    n = min(n, len(titles))
    if n == 0:
        return [RankedTitles(titles[:0], row[:0]) for row in scores]
    top = np.sort(np.argpartition(-scores, n - 1, axis=1)[:, :n], axis=1)
    values = np.take_along_axis(scores, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    top, values = np.take_along_axis(top, order, 1), np.take_along_axis(values, order, 1)
    return [
        RankedTitles(titles[row[np.isfinite(value)]], value[np.isfinite(value)])
        for row, value in zip(top, values, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Scored:
    """
    Scores of people by titles, minus infinity for what a person knows.

    `parts` are what they are the sum of. `highest` is the most that each part, before it was
    weighted, gives a person, a column.
    """

    people: slice
    scores: Floats
    parts: Mapping[str, Floats]
    highest: Mapping[str, Floats]


@dataclass(frozen=True)
class Ranking:
    """Scores of people by titles, computed for some people at a time."""

    history: History
    catalogue: Catalogue

    def best(self, people: slice, among: Ints, n: int) -> list[RankedTitles]:
        """At most `n` of the titles `among` for each of some people; none they know."""
        return best_of(self.scored(people).scores[:, among], among, n)

    def scored(self, people: slice) -> Scored:
        """The scores of all titles for some people."""
        scores = np.tile(self._appeal, (self._recent[people].shape[0], 1))
        parts, highest = {"appeal": scores.copy()}, {}
        for name, raw in self._raw_parts(people):
            highest[name] = raw.max(axis=1, keepdims=True, initial=0)
            scale = np.divide(
                WEIGHTS[name],
                highest[name],
                out=np.zeros_like(highest[name]),
                where=highest[name] > 0,
            )
            parts[name] = np.multiply(raw, scale, out=raw)
            scores += raw
        seen = self._seen[people]
        scores[np.repeat(np.arange(len(scores)), np.diff(seen.indptr)), seen.indices] = -np.inf
        return Scored(people, scores, parts, highest)

    def _raw_parts(self, people: slice) -> Iterator[tuple[str, Floats]]:
        """The parts of the score by their names in `WEIGHTS`, people by titles, of any scale."""
        recent = self._recent[people]
        vocabulary, weights = self.taste
        taste = np.zeros(recent.shape, np.float32)
        taste[:, vocabulary] = recent[:, vocabulary] @ weights
        yield "taste", taste
        yield "together", (self._latest[people] @ self.together).toarray()
        yield "similar", (recent @ self.similar).toarray()
        profile = (recent @ self.features).toarray()
        yield "features", np.ascontiguousarray((self.features @ profile.T).T)

    def weighted(self, people: slice) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """What each title says of some people, by both of its ages: see `scored`."""
        return self._recent[people], self._latest[people]

    def _weighted(self, fades: float, floor: float) -> sparse.csr_matrix:
        """People by titles, by how long ago an interaction was and what it says."""
        history = self.history
        weight = floor + (1 - floor) * np.exp(-history.age / fades)
        weight = weight * history.weight * (history.age < NEWEST)
        matrix = history.matrix(weight.astype(np.float32))
        matrix.data[np.abs(matrix.data) < NEGLIGIBLE] = 0
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
        return self._weighted(TOGETHER_FADES, 0.0)

    @cached_property
    def taste(self) -> tuple[Ints, Floats]:
        vocabulary = most_watched(self.history)
        return vocabulary, shared_taste(self._seen[:, vocabulary])

    @cached_property
    def together(self) -> sparse.csr_matrix:
        return watched_together(self.history)

    @cached_property
    def similar(self) -> sparse.csr_matrix:
        return similarity_matrix(self.catalogue)

    @cached_property
    def features(self) -> sparse.csr_matrix:
        return feature_matrix(self.catalogue)

    @cached_property
    def _appeal(self) -> Floats:
        watched = np.log1p(np.bincount(self.history.title, minlength=self.history.title_count))
        appeal = np.asarray([title.appeal for title in self.catalogue.titles], np.float32)
        share = watched / max(1.0, watched.max(initial=0))
        return np.asarray(WATCHED * share + APPEAL * appeal, np.float32)
