"""
Queries of the search index: names of titles and people.

The search itself is SQL functions (`search_find`, `search_known`, `search_mended`): each step
depends on the results of the one before, and a call is a single round trip. No step scans an index
of votes or popularity, however common the words are: names are in three tiers by votes, each with
indexes of its own, a search continues with the next tier only while it has too few results, and
what is read of each tier is bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.catalog.imdb_ids import title_id, title_number
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.search import PERSON, Suggestion
from chalicelib.platform.db import Connection

MAX_TERMS_PER_STATEMENT = 25  # together they take less than a statement may
MAX_MATCHES = 500  # bounds what is sorted, sent and cached; no user pages further

Hit = tuple[str, int, int]  # kind, id, score; a plain tuple, as there are hundreds

KINDS = {"m": MediaType.MOVIE.value, "s": MediaType.SHOW.value, "g": MediaType.GAME.value} | {
    "p": PERSON
}


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """The arguments of `search_find`, in the form of indexed names; tsqueries are text."""

    squeezed: str
    exact: Sequence[str]  # without an article, and with each of them
    last_word: str
    is_open: bool  # whether `last_word` may be a prefix
    before: str | None  # the tsquery of the words before the last
    finished: str  # of all words
    unfinished: str  # of all words, the last as a prefix
    kinds: Sequence[str]
    year: int | None
    text: str | None  # squeezed, with the year: a name equal to it has the right year


@dataclass(frozen=True, slots=True)
class Hits:
    """Results, the best first: three columns of the same length."""

    letters: str  # the first letter of each kind
    ids: list[int]
    scores: list[int]

    def __iter__(self) -> Iterator[Hit]:
        return zip(map(KINDS.__getitem__, self.letters), self.ids, self.scores, strict=True)

    def best(self) -> int:
        return max(self.scores[:1], default=0)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """The vocabulary's entry for a word of a query."""

    word: str
    is_known: bool
    is_wrong: bool  # neither known nor, as the last word, a prefix of a known one
    near: list[str]  # words about one edit away, the best known first
    alike: list[str]  # words with common trigrams, for a long word without `near`


@dataclass(frozen=True, slots=True)
class IndexedName:
    """A row of `search_names` that matches a corrected query."""

    id: int
    kind: str
    weight: int
    name: str
    also: str | None


def normalize_names(conn: Connection, *, texts: Sequence[str]) -> list[str]:
    """Texts in the form of indexed names; only the database knows the accents of all scripts."""
    row = conn.execute(
        """
        SELECT coalesce(array_agg(search_name(t.text) ORDER BY t.place), '{}')
        FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (text, place)
        """,
        {"texts": list(texts)},
    ).fetchone()
    return list(row[0]) if row else []


def hits(conn: Connection, terms: SearchTerms) -> Hits:
    """The best titles and people for one interpretation of a query."""
    row = conn.execute(
        """
        SELECT letters, ids, scores
        FROM search_find(
            %(squeezed)s, %(exact)s, %(last_word)s, %(is_open)s, %(before)s, %(finished)s,
            %(unfinished)s, %(kinds)s, %(year)s::smallint, %(text)s
        )
        """,
        {
            "squeezed": terms.squeezed,
            "exact": terms.exact,
            "last_word": terms.last_word,
            "is_open": terms.is_open,
            "before": terms.before,
            "finished": terms.finished,
            "unfinished": terms.unfinished,
            "kinds": list(terms.kinds),
            "year": terms.year,
            "text": terms.text,
        },
        binary=True,
    ).fetchone()
    letters, ids, scores = row or (None, None, None)
    return Hits(letters or "", ids or [], scores or [])


def hits_of_each(conn: Connection, terms: Sequence[SearchTerms]) -> list[Hits]:
    """The same as `hits` for many, in few statements."""
    found: list[Hits] = []
    for start in range(0, len(terms), MAX_TERMS_PER_STATEMENT):
        rows = conn.execute(
            """
            SELECT found.letters, found.ids, found.scores
            FROM jsonb_to_recordset(%(terms)s) AS one (
                place integer, squeezed text, exact text[], last_word text, is_open boolean,
                before text, finished text, unfinished text, kinds text[], year smallint, text text
            )
            CROSS JOIN LATERAL search_find(
                one.squeezed, one.exact, one.last_word, one.is_open, one.before, one.finished,
                one.unfinished, one.kinds, one.year, one.text
            ) AS found
            ORDER BY one.place
            """,
            {
                "terms": Jsonb(
                    [
                        asdict(one) | {"place": place}
                        for place, one in enumerate(terms[start : start + MAX_TERMS_PER_STATEMENT])
                    ]
                )
            },
            binary=True,
        ).fetchall()
        found += [Hits(letters or "", ids or [], scores or []) for letters, ids, scores in rows]
    return found


def match_whole_names(
    conn: Connection, *, wholes: Sequence[str], kinds: Sequence[str]
) -> list[Hit]:
    """Titles and people with one of these names, squeezed; the best known of them."""
    with conn.cursor() as cur:
        cur.execute(
            """
            WITH matched AS MATERIALIZED (
                SELECT coalesce(media_id, person_id) AS id, kind, weight
                FROM search_names
                WHERE squeezed = ANY(%(wholes)s) AND kind = ANY(%(kinds)s)
            )
            SELECT kind, id, max(weight)::integer AS score
            FROM matched
            GROUP BY id, kind
            ORDER BY score DESC, id
            LIMIT 100
            """,
            {"wholes": list(wholes), "kinds": list(kinds)},
        )
        return cur.fetchall()


def lookup_words(
    conn: Connection, *, words: Sequence[str], always_near: bool
) -> list[VocabularyEntry]:
    """
    The vocabulary's entry for each of `words`, in their order.

    Correct words get `near` words only with `always_near`, and only when all are correct.
    """
    with conn.cursor(row_factory=class_row(VocabularyEntry)) as cur:
        cur.execute(
            """
            SELECT word, is_known, is_wrong, near, alike
            FROM search_known(%(words)s, %(always_near)s)
            """,
            {"words": list(words), "always_near": always_near},
        )
        return cur.fetchall()


def match_names(
    conn: Connection, *, terms: str, wholes: Sequence[str], length: int, kinds: Sequence[str]
) -> list[IndexedName]:
    """
    Names that match the tsquery of a corrected query or equal one of `wholes`.

    Names of about `length` letters come first. Names of the lowest tier are searched only when no
    other matches.
    """
    with conn.cursor(row_factory=class_row(IndexedName)) as cur:
        cur.execute(
            """
            SELECT id, kind, weight, name, also
            FROM search_mended(%(terms)s, %(wholes)s, %(length)s, %(kinds)s)
            """,
            {"terms": terms, "wholes": list(wholes), "length": length, "kinds": list(kinds)},
        )
        return cur.fetchall()


def match_relaxed(
    conn: Connection,
    *,
    words: Sequence[str],
    terms: Sequence[str],
    squeezed: str,
    kinds: Sequence[str],
) -> list[IndexedName]:
    """
    Names with all but one of `words`, or words near them; the most similar to `squeezed` first.

    `terms` are the tsqueries of the words.
    """
    with conn.cursor(row_factory=class_row(IndexedName)) as cur:
        cur.execute(
            """
            SELECT id, kind, weight, name, also
            FROM search_relaxed(%(words)s, %(terms)s, %(squeezed)s, %(kinds)s)
            """,
            {
                "words": list(words),
                "terms": list(terms),
                "squeezed": squeezed,
                "kinds": list(kinds),
            },
        )
        return cur.fetchall()


def titles_of_imdb_id(
    conn: Connection, *, imdb_id: str, kinds: Sequence[str]
) -> list[tuple[str, int]]:
    """Kind and id of the title with an IMDb id; ids of imported titles derive from it."""
    number = title_number(imdb_id)
    return conn.execute(
        """
        SELECT m.media_type, m.id
        FROM media_items AS m
        WHERE m.media_type = ANY(%(kinds)s)
          AND (
              m.id = %(own_id)s
              OR m.id IN (
                  SELECT x.media_id
                  FROM media_external_ids AS x
                  WHERE x.source = 'imdb' AND x.external_id = %(imdb_id)s
              )
          )
        ORDER BY m.id
        """,
        {
            "imdb_id": imdb_id,
            "own_id": None if number is None else title_id(number),
            "kinds": list(kinds),
        },
    ).fetchall()


def suggestions(
    conn: Connection, *, media_ids: Sequence[int], people_ids: Sequence[int], order: Sequence[str]
) -> list[Suggestion]:
    """Titles and people as suggestions, in `order`: kind and id, as in `movie:7`."""
    with conn.cursor(row_factory=class_row(Suggestion)) as cur:
        cur.execute(
            """
            WITH named AS (
                SELECT id, media_type AS kind, media_type, title, year, poster_url
                FROM media_items
                WHERE id = ANY(%(media_ids)s)
                UNION ALL
                SELECT id, 'person', NULL, name, birth_year, profile_url
                FROM people
                WHERE id = ANY(%(people_ids)s)
            )
            SELECT kind, id, title, year, poster_url, media_type
            FROM named
            WHERE kind || ':' || id = ANY(%(order)s)
            ORDER BY array_position(%(order)s, kind || ':' || id)
            """,
            {"media_ids": list(media_ids), "people_ids": list(people_ids), "order": list(order)},
        )
        return cur.fetchall()
