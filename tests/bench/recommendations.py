"""
`make bench-recommendations`: lists as the worker makes and stores them (`recommendation_lists`), then
quality and pace of the ranking, beside what others would answer.

People are made up (`tests.tastes`): each likes a few genres, and moods drift. The last five titles of
each are held out. Popularity, item-kNN (cosine) and EASE (Steck 2019, no recency) get the same rest.

- NDCG@10 and recall@10 of the held out titles
- coverage: the share of all titles that anyone is shown; sameness: the share of the commonest genre
  in ten titles
- people a second, learning included, in processor time, and the peak of memory of this process
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from tests.bench import recommendation_lists
from tests.tastes import Tastes, ndcg, popular_titles
from worker.recommendations.interaction_history import History, Interaction
from worker.recommendations.ranking import recommend
from worker.recommendations.similarity import shared_taste

PEOPLE, TITLES, HELD_OUT, N = 5000, 4000, 5, 10
NEIGHBOURS = 50
REPORT = Path(__file__).parents[2] / "docs" / "benchmarks-recommendations.md"
Found = Mapping[str, Sequence[str]]


def ours(known: Sequence[Interaction], tastes: Tastes) -> Found:
    return dict(recommend(History.of(known, tastes.catalogue), tastes.catalogue, N))


def popularity(known: Sequence[Interaction], _tastes: Tastes) -> Found:
    return popular_titles(known, N)


def item_knn(known: Sequence[Interaction], tastes: Tastes) -> Found:
    """Cosine of titles, of each its nearest, as `implicit` does with K = 50."""
    return with_weights(known, tastes, cosine)


def ease(known: Sequence[Interaction], tastes: Tastes) -> Found:
    return with_weights(known, tastes, shared_taste)


def cosine(watched: sparse.csr_matrix) -> np.ndarray:
    scale = 1 / np.sqrt(np.maximum(np.asarray(watched.sum(axis=0)).ravel(), 1))
    weights = (watched.T @ watched).toarray() * scale[:, None] * scale
    np.fill_diagonal(weights, 0)
    least = np.partition(weights, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS, None]
    return np.where(weights >= least, weights, 0).astype(np.float32)


def with_weights(
    known: Sequence[Interaction], tastes: Tastes, fit: Callable[[sparse.csr_matrix], np.ndarray]
) -> Found:
    history = History.of(known, tastes.catalogue)
    watched = history.matrix(np.ones(len(history.title), np.float32))
    scores = watched @ fit(watched)
    scores[watched.nonzero()] = -np.inf
    ids = tastes.catalogue.ids
    order = np.argsort(-scores, axis=1, kind="stable")[:, :N]
    return {
        person: [ids[k] for k in row] for person, row in zip(history.people, order, strict=True)
    }


def recall(found: Found, held_out: Mapping[str, set[str]]) -> float:
    return sum(
        len(set(found[who]) & wanted) / len(wanted) for who, wanted in held_out.items()
    ) / len(held_out)


def sameness(found: Found, tastes: Tastes) -> float:
    genre = {title.id: next(iter(title.features)) for title in tastes.catalogue.titles}
    shares = [
        Counter(genre[title] for title in titles).most_common(1)[0][1] / len(titles)
        for titles in found.values()
    ]
    return sum(shares) / len(shares)


def main() -> None:
    lists = recommendation_lists.report(
        recommendation_lists.TITLES, PEOPLE
    )  # first: its peak of memory
    tastes = Tastes(PEOPLE, TITLES, seed=5, mean_viewings=60)
    known, held_out = tastes.leave_last_out(HELD_OUT)
    lines = [
        "# Recommendations",
        "",
        *lists,
        "## Quality",
        "",
        (
            f"Measured with `make bench-recommendations`: {PEOPLE:,} made-up people with {len(known):,} viewings of "
            f"{TITLES:,} titles, the last {HELD_OUT} of each held out."
        ),
        "",
        "| ranking | NDCG@10 | recall@10 | coverage | sameness | people a second |",
        "|---|---|---|---|---|---|",
    ]
    for name, answer in (
        ("seen", ours), ("popularity", popularity), ("item-kNN", item_knn), ("EASE", ease),
    ):  # fmt: skip
        began = time.process_time()
        found = answer(known, tastes)
        pace = PEOPLE / (time.process_time() - began)
        shown = {title for titles in found.values() for title in titles}
        lines.append(
            f"| {name} | {ndcg(found, held_out):.3f} | {recall(found, held_out):.3f} | {len(shown) / TITLES:.0%} "
            f"| {sameness(found, tastes):.0%} | {pace:,.0f} |"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines += [
        "",
        "Processor time of one process, learning included. Coverage: the share of all titles that anyone is shown.",
        "Sameness: the share of the commonest genre among a person's ten titles. Peak of memory, all in one",
        f"process: {peak:,.0f} MB.",
        "",
    ]
    REPORT.write_text("\n".join(lines), "utf-8")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
