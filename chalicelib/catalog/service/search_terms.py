"""From a typed query to what the store looks up: its meanings, its words, its numbers."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.catalog.models.search import parse_query
from chalicelib.catalog.service import number_words, query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import SearchTerms
from chalicelib.platform.db import Connection

MAX_QUERY_LENGTH = 300  # letters; names are cut off there as well


def interpretations(conn: Connection, typed: str) -> list[NormalizedQuery]:
    """
    The possible meanings of the query, without those that have no letters.

    A number at the end is read as a year first, then as a part of the title.
    """
    query = parse_query(typed)
    texts = [query.title, query.text] if query.year else [query.text]
    cut = [text[:MAX_QUERY_LENGTH] for text in texts]
    names = normalize_names(conn, cut)
    years = [query.year, None] if query.year else [None]
    return [NormalizedQuery(name, year) for name, year in zip(names, years, strict=True) if name]


def normalize_names(conn: Connection, texts: Sequence[str]) -> list[str]:
    """Texts as names have them in the search index; asks the database only if it must."""
    names = [query_parsing.normalize_latin(text) for text in texts]
    if None in names:
        return search.normalize_names(conn, texts=texts)
    return [name for name in names if name is not None]


def other_numbers(query: NormalizedQuery, kinds: Sequence[str]) -> list[SearchTerms]:
    """The query with its number in words or in digits (`101`, `one hundred and one`)."""
    name = number_words.respelled(query.name)
    if name is None:
        return []
    terms = terms_of(replace(query, name=name), kinds)
    return [replace(terms, is_open=False, unfinished=terms.finished)]


def terms_of(
    query: NormalizedQuery, kinds: Sequence[str], *, text: str | None = None
) -> SearchTerms:
    """`text` is the query with the number at its end, if there is one."""
    words = query.required_words
    return SearchTerms(
        squeezed=query.squeezed,
        exact=query.exact,
        last_word=words[-1],
        is_open=words[-1] == query.words[-1],  # the last word may be unfinished
        before=query_parsing.all_words(words[:-1], last_is_prefix=False),
        finished=query_parsing.all_words(words, last_is_prefix=False) or "",
        unfinished=query_parsing.all_words(words, last_is_prefix=True) or "",
        kinds=kinds,
        year=query.year,
        text=text,
    )
