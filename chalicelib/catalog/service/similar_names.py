"""Titles with a similar name: candidates for callers that compare by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.service.search_results import EXACT_SCORE, FEW_RESULTS, RankedResults
from chalicelib.catalog.service.search_terms import normalize_names, terms_of
from chalicelib.catalog.service.spelling_correction import correct_spelling
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hit, Hits
from chalicelib.platform.db import Connection

MAX_SIMILAR = 60
MIN_WORDS, MAX_WORDS = 3, 8  # of a name in which one word may be left out


@dataclass(frozen=True, slots=True)
class NamedTitle:
    """The names that one title may have, and its year and kinds."""

    names: tuple[str, ...]
    year: int | None
    kinds: tuple[str, ...]


def find_similar_names(
    conn: Connection, *, names: Sequence[str], year: int | None, kinds: Sequence[str]
) -> list[int]:
    """
    Titles whose name may be one of `names`, unordered: for callers that compare by themselves,
    such as the matching of files.

    One extra word in a name is tolerated, and so is any text after a whole name.
    """
    return find_similar_to_each(conn, [NamedTitle(tuple(names), year, tuple(kinds))])[0]


def find_similar_to_each(conn: Connection, wanted: Sequence[NamedTitle]) -> list[list[int]]:
    """The same for many at once, of which most have a name as the catalogue has it."""
    texts = list(dict.fromkeys(name for one in wanted for name in one.names))
    normalized = dict(zip(texts, normalize_names(conn, texts), strict=True))
    asked = [
        [
            (NormalizedQuery(name, one.year), one.kinds)
            for name in map(normalized.__getitem__, one.names)
            if name
        ]
        for one in wanted
    ]
    distinct = list(dict.fromkeys(each for queries in asked for each in queries))
    hits = search.hits_of_each(conn, [terms_of(*each) for each in distinct])
    similar = {
        each: _similar_titles(conn, *each, found)
        for each, found in zip(distinct, hits, strict=True)
    }
    return [
        list(dict.fromkeys(media_id for each in queries for media_id in similar[each]))
        for queries in asked
    ]


def _similar_titles(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], hits: Hits
) -> list[int]:
    """What a search has found, and what names nearly match if none is the same."""
    found = RankedResults()
    for hit in hits:
        found.add(*hit)
    if found.best() < EXACT_SCORE:
        if len(found.scores) < FEW_RESULTS:
            correct_spelling(conn, query, kinds, found)
        others = [] if found.scores else _match_without_one_word(conn, query, kinds)
        if found.best() < EXACT_SCORE and len(query.words) > 1:
            heads = ["".join(query.words[:count]) for count in range(1, len(query.words))]
            others += search.match_whole_names(conn, wholes=heads[-MAX_WORDS:], kinds=kinds)
        for hit in others:
            found.add(*hit)
    return [media_id for (_, media_id), _ in islice(found.ordered(), MAX_SIMILAR)]


def _match_without_one_word(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str]
) -> list[Hit]:
    words = query.required_words[:MAX_WORDS]
    if len(words) < MIN_WORDS:
        return []
    parts = [
        f"({query_parsing.all_words(words[:place] + words[place + 1 :], last_is_prefix=False)})"
        for place in range(len(words))
    ]
    # The disjunction is the only condition, so it stands for the words before the last as well.
    any_of = " | ".join(parts)
    terms = replace(
        terms_of(query, kinds), is_open=False, before=any_of, finished=any_of, unfinished=any_of
    )
    return list(search.hits(conn, terms)) or list(search.hits(conn, replace(terms, year=None)))
