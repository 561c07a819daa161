"""What a search found: the best score of each title and person, and the limits that decide."""

from dataclasses import dataclass, field
from itertools import islice

from chalicelib.catalog.models.search import PERSON, SearchResult
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hits

FEW_RESULTS = 5
MAX_MIXED = 20
EXACT_SCORE = 760  # the least score of a name equal to the query
FAMOUS_SCORE = EXACT_SCORE + 393  # of such a name with 50 votes: no other was meant
KNOWN_SCORE = EXACT_SCORE + 620  # with 500 votes


@dataclass(slots=True)
class RankedResults:
    """The best score of each result, by kind and id."""

    scores: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, kind: str, id: int, score: int) -> None:
        key = (kind, id)
        if score > self.scores.get(key, -1):
            self.scores[key] = score

    def best(self) -> int:
        return max(self.scores.values(), default=0)

    def ordered(self) -> list[tuple[tuple[str, int], int]]:
        return sorted(self.scores.items(), key=lambda item: (-item[1], item[0][1], item[0][0]))

    def result(self, corrected: str | None) -> SearchResult:
        ordered = [key for key, _ in self.ordered()]
        titles = [item_id for kind, item_id in ordered if kind != PERSON]
        return SearchResult(
            titles=titles[: search.MAX_MATCHES],
            people=[item_id for kind, item_id in ordered if kind == PERSON],
            mixed=ordered[:MAX_MIXED],
            corrected=corrected,
        )


def result_of(hits: Hits) -> SearchResult:
    kinds = hits.letters
    return SearchResult(
        titles=[item_id for kind, item_id in zip(kinds, hits.ids, strict=True) if kind != "p"],
        people=[item_id for kind, item_id in zip(kinds, hits.ids, strict=True) if kind == "p"],
        mixed=[(kind, item_id) for kind, item_id, _ in islice(hits, MAX_MIXED)],
        corrected=None,
    )
