"""
Search: a cascade of tiers that stops as soon as it has enough results.

1. Prefixes that very many names share are answered from precomputed lists; names equal to the
   query are always looked up.
2. Names of the first tier (500 votes and more) that start with the query, spaces and punctuation
   ignored, or contain all of its words, the last of them possibly as a prefix.
3. The same among names of 50 votes and more, then among all, while there are few results. Steps
   1 to 3 are one call of the database (`search_find`).
4. With few results, the spelling of unknown words is corrected: one edit by the vocabulary's
   deletion table, two by trigram similarity. The corrected query is part of the result.
5. With no result, or few for a last word that is only a beginning, names that nearly match
   (`near_matches`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from chalicelib.catalog.models import KINDS, PERSON, SearchResult, Suggestion, parse_query
from chalicelib.catalog.service import near_matches, number_words, query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hit, Hits, IndexedName, SearchTerms, VocabularyEntry
from chalicelib.platform.db import Connection, Database

IMDB_ID = re.compile(r"tt[0-9]{7,10}", re.IGNORECASE)
FEW_RESULTS = 5
MAX_QUERY_LENGTH = 300  # letters; names are cut off there as well
MAX_MIXED = 20
MAX_SIMILAR = 60
MIN_WORDS, MAX_WORDS = 3, 8  # of a name in which one word may be left out
EXACT_SCORE = 760  # the least score of a name equal to the query
FAMOUS_SCORE = EXACT_SCORE + 393  # of such a name with 50 votes: no other was meant
KNOWN_SCORE = EXACT_SCORE + 620  # with 500 votes
OTHER_PART_PENALTY = 600

MIN_LENGTH_FOR_TWO_EDITS = 6  # letters
MAX_EDITS = 2
MIN_CORRECTED_LENGTH = 3  # letters
MAX_CORRECTED_WORDS = 12  # a longer query was not typed by hand
MAX_CANDIDATES = 8  # per word
MAX_COMBINATIONS = 64

# Scores of corrected names: less for each edit, more for the whole name or its beginning.
EDIT_PENALTY = 150
WHOLE_NAME_BONUS, PREFIX_BONUS = 600, 200


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


@dataclass(frozen=True, slots=True)
class CatalogSearch:
    db: Database

    def find(self, typed: str, kinds: Sequence[str] = KINDS) -> SearchResult:
        """Titles and people that match, the best first."""
        with self.db.read() as conn:
            return find(conn, typed, kinds)

    def suggest(self, typed: str, limit: int) -> list[Suggestion]:
        """The first titles and people, with only what the list below the search box shows."""
        with self.db.read() as conn:
            mixed = find(conn, typed).mixed[:limit]
            return search.suggestions(
                conn,
                media_ids=[item_id for kind, item_id in mixed if kind != PERSON],
                people_ids=[item_id for kind, item_id in mixed if kind == PERSON],
                order=[f"{kind}:{item_id}" for kind, item_id in mixed],
            )


def find(conn: Connection, typed: str, kinds: Sequence[str] = KINDS) -> SearchResult:
    """Titles and people that match, the best first; or the title with this IMDb id."""
    if IMDB_ID.fullmatch(typed.strip()):
        same = search.titles_of_imdb_id(conn, imdb_id=typed.strip().lower(), kinds=kinds)
        return SearchResult([one for _, one in same], people=[], mixed=same, corrected=None)
    queries = _interpretations(conn, typed)
    whole = queries[-1].squeezed if len(queries) > 1 else None
    searches = [_terms_of(query, kinds, text=whole) for query in queries]
    if len(queries) == 1:
        searches += _other_numbers(queries[0], kinds)
    found = [search.hits(conn, terms) for terms in searches]
    if len(found) == 1 and _is_enough(queries[0], found[0]):
        return _result_of(found[0])  # most searches: nothing to merge or to correct
    results, corrected = RankedResults(), None
    for hits in found:
        for hit in hits:
            results.add(*hit)
    if queries and results.best() < KNOWN_SCORE:
        _add_other_parts(conn, queries[-1], kinds, results)
    if queries and len(results.scores) < FEW_RESULTS and results.best() < FAMOUS_SCORE:
        corrected = _correct_spelling(conn, queries[0], kinds, results)
        if len(results.scores) < FEW_RESULTS and results.best() < EXACT_SCORE:
            corrected = _add_near_matches(conn, queries[0], kinds, results) or corrected
    return results.result(corrected)


def _is_enough(query: NormalizedQuery, hits: Hits) -> bool:
    best = hits.best()
    if query.words[-1] in query_parsing.PART_NUMBERS and best < KNOWN_SCORE:
        return False
    return len(hits) >= FEW_RESULTS or best >= FAMOUS_SCORE


def _add_other_parts(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> None:
    """For `matrix 2`, where no known name has the number: the names without it."""
    *words, last = query.words
    if words and last in query_parsing.PART_NUMBERS:
        for kind, item_id, score in search.hits(
            conn, _terms_of(replace(query, name=" ".join(words)), kinds)
        ):
            results.add(kind, item_id, score - OTHER_PART_PENALTY)


def _add_near_matches(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> str | None:
    """Tier 5, below the other results; the query as it was understood, if there are no others."""
    if len(query.required_words) == 1 and not results.scores:
        return None  # the vocabulary has nothing like it
    hits, text = near_matches.find(conn, query, kinds)
    is_empty, ceiling = not results.scores, results.best() - 1
    for kind, item_id, score in hits:
        results.add(kind, item_id, score if is_empty else min(score, ceiling))
    return text if is_empty and text != query.name else None


def _result_of(hits: Hits) -> SearchResult:
    kinds = hits.letters
    return SearchResult(
        titles=[item_id for kind, item_id in zip(kinds, hits.ids, strict=True) if kind != "p"],
        people=[item_id for kind, item_id in zip(kinds, hits.ids, strict=True) if kind == "p"],
        mixed=[(kind, item_id) for kind, item_id, _ in islice(hits, MAX_MIXED)],
        corrected=None,
    )


def find_similar_names(
    conn: Connection, *, names: Sequence[str], year: int | None, kinds: Sequence[str]
) -> list[int]:
    """
    Titles whose name may be one of `names`, unordered: for callers that compare by themselves,
    such as the matching of files.

    One extra word in a name is tolerated, and so is any text after a whole name.
    """
    results = RankedResults()
    for name in search.normalize_names(conn, texts=names):
        if not name:
            continue
        query, found = NormalizedQuery(name, year), RankedResults()
        for hit in search.hits(conn, _terms_of(query, kinds)):
            found.add(*hit)
        if len(found.scores) < FEW_RESULTS:
            _correct_spelling(conn, query, kinds, found)
        hits = [] if found.scores else _match_without_one_word(conn, query, kinds)
        if found.best() < EXACT_SCORE and len(query.words) > 1:
            heads = ["".join(query.words[:count]) for count in range(1, len(query.words))]
            hits += search.match_whole_names(conn, wholes=heads[-MAX_WORDS:], kinds=kinds)
        for hit in hits:
            found.add(*hit)
        results.scores.update(islice(found.ordered(), MAX_SIMILAR))
    return [media_id for _, media_id in results.scores]


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
        _terms_of(query, kinds), is_open=False, before=any_of, finished=any_of, unfinished=any_of
    )
    return list(search.hits(conn, terms)) or list(search.hits(conn, replace(terms, year=None)))


def _interpretations(conn: Connection, typed: str) -> list[NormalizedQuery]:
    """
    The possible meanings of the query, without those that have no letters.

    A number at the end is read as a year first, then as a part of the title.
    """
    query = parse_query(typed)
    texts = [query.title, query.text] if query.year else [query.text]
    cut = [text[:MAX_QUERY_LENGTH] for text in texts]
    names = [query_parsing.normalize_latin(text) for text in cut]
    if None in names:
        names = [*search.normalize_names(conn, texts=cut)]
    years = [query.year, None] if query.year else [None]
    return [NormalizedQuery(name, year) for name, year in zip(names, years, strict=True) if name]


def _other_numbers(query: NormalizedQuery, kinds: Sequence[str]) -> list[SearchTerms]:
    """The query with its number in words or in digits (`101`, `one hundred and one`)."""
    name = number_words.respelled(query.name)
    if name is None:
        return []
    terms = _terms_of(replace(query, name=name), kinds)
    return [replace(terms, is_open=False, unfinished=terms.finished)]


def _terms_of(
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


def _correct_spelling(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> str | None:
    """Tier 4; the corrected query, None when nothing was corrected."""
    words = list(dict.fromkeys(query.required_words))
    if len(words) > MAX_CORRECTED_WORDS:
        return None
    entries = search.lookup_words(conn, words=words, always_near=not results.scores)
    vocabulary = {entry.word: entry for entry in entries}
    wrong = [word for word in words if vocabulary[word].is_wrong]
    if not wrong:
        if results.scores:
            return None
        # All words exist, but no name has all of them: another word may have been meant.
        wrong = [word for word in words if len(word) > MIN_CORRECTED_LENGTH]
    options: dict[str, dict[str, int]] = {word: {word: 0} for word in words}
    for word in wrong:
        options[word] = _candidates(vocabulary[word], is_last=word == query.words[-1])
        if len(words) == 1:  # half of all names have an `and`
            for stop_word in query_parsing.STOP_WORDS:
                options[word].pop(stop_word, None)
        if not options[word]:
            return None
    corrected = _match_corrected(conn, query, kinds, results, options)
    if corrected is None or corrected == query.name:
        return None
    for hit in search.hits(conn, _terms_of(replace(query, name=corrected), kinds)):
        results.add(*hit)
    return corrected


def _candidates(entry: VocabularyEntry, *, is_last: bool) -> dict[str, int]:
    """Words that may have been meant, each with its number of edits; none for nonsense."""
    word = entry.word
    found = {word: 0} if entry.is_known else {}
    if len(word) >= MIN_CORRECTED_LENGTH:
        found |= {near: 1 for near in entry.near if query_parsing.edit_distance(word, near, 1) == 1}
    if not found and len(word) >= MIN_LENGTH_FOR_TWO_EDITS:
        for near in entry.alike or entry.near:
            edits = query_parsing.edit_distance(word, near, MAX_EDITS)
            if is_last and edits > MAX_EDITS:  # the last word may also be unfinished
                edits = 1 + min(
                    query_parsing.edit_distance(word, near[: len(word) + more], 1)
                    for more in (-1, 0, 1)
                )
            if edits <= MAX_EDITS:
                found[near] = edits
    return dict(islice(found.items(), MAX_CANDIDATES))


def _match_corrected(
    conn: Connection,
    query: NormalizedQuery,
    kinds: Sequence[str],
    results: RankedResults,
    options: dict[str, dict[str, int]],
) -> str | None:
    """Add the names that contain the corrected words; the corrected query of the best of them."""
    # `teh` may stand for a stop word, which names need not contain.
    required = [
        list(options[word])
        for word in query.required_words
        if next(iter(options[word])) not in query_parsing.STOP_WORDS
    ]
    terms = query_parsing.all_of_options(required, last_is_prefix=True)
    if terms is None:
        return None
    each = [options.get(word, {word: 0}) for word in query.words]
    wholes = ["".join(words) for words in islice(product(*each), MAX_COMBINATIONS)]
    names = search.match_names(
        conn, terms=terms, wholes=wholes, length=len(query.squeezed), kinds=kinds
    )
    # A name equal to the query as typed stays first, however well known the others are.
    best = results.best()
    max_score = best - 1 if best >= EXACT_SCORE else None
    corrected, highest = None, -1
    for name in names:
        text, edits = _corrected_text(name, query, options)
        score = name.weight - EDIT_PENALTY * edits + _completeness_bonus(name, text)
        results.add(name.kind, name.id, score if max_score is None else min(score, max_score))
        if score > highest:
            corrected, highest = text, score
    return corrected if max_score is None else None


def _corrected_text(
    name: IndexedName, query: NormalizedQuery, options: dict[str, dict[str, int]]
) -> tuple[str, int]:
    """The query in the words of this name, and the number of edits."""
    name_words = set(f"{name.name} {name.also or ''}".split())
    words, edits = [], 0
    for word in query.words:
        candidates = options.get(word, {word: 0})
        present = [each for each in candidates if each in name_words] or [
            each for each in candidates if any(other.startswith(each) for other in name_words)
        ]
        chosen = min(present or candidates, key=lambda each: candidates[each])
        words.append(chosen)
        edits += candidates[chosen]
    return " ".join(words), edits


def _completeness_bonus(name: IndexedName, text: str) -> int:
    indexed, corrected = NormalizedQuery(name.name), NormalizedQuery(text)
    if indexed.bare == corrected.bare:
        return WHOLE_NAME_BONUS
    return PREFIX_BONUS if indexed.squeezed.startswith(corrected.squeezed) else 0
