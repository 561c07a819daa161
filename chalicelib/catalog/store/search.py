"""
Find names of titles and people by what somebody typed.

What looks is in the database (`search_find`, `search_known`, `search_mended`): one call is one
way there and back, and what is looked at next depends on what was found. Nothing there can be
answered by walking an index of votes or popularity, however common the words are: names come in
three tiers by how well known they are, each with indexes of its own, a search goes on to the next
tier only when it has not enough, and what is read of each is bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from chalicelib.catalog.models import PERSON, MediaType, Suggestion
from chalicelib.platform.db import Connection

MAX_MATCHES = 500  # nobody pages further, and it bounds what is sorted, sent and cached

Hit = tuple[str, int, int]  # kind, id, score; there are hundreds, so they stay plain

KINDS = {"m": MediaType.MOVIE.value, "s": MediaType.SHOW.value, "g": MediaType.GAME.value} | {
    "p": PERSON
}


@dataclass(frozen=True, slots=True)
class Look:
    """What to look for, in the form names have; tsqueries are text."""

    squeezed: str
    exact: Sequence[str]  # without an article, and with each of them
    last_word: str
    is_open: bool  # whether `last_word` may be the beginning of a word
    before: str | None  # a tsquery of the words before it
    finished: str  # of all of them
    unfinished: str  # the same, the last of them perhaps a beginning
    kinds: Sequence[str]
    year: int | None
    text: str | None  # with the year, squeezed: a name that is all of it has the right year


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, the best first: three columns of one length."""

    letters: str  # the first one of each kind
    ids: list[int]
    scores: list[int]

    def __iter__(self) -> Iterator[Hit]:
        return zip(map(KINDS.__getitem__, self.letters), self.ids, self.scores, strict=True)

    def best(self) -> int:
        return max(self.scores[:1], default=0)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary has for a word."""

    word: str
    is_known: bool
    is_wrong: bool  # neither known nor, at the end, the beginning of one
    near: list[str]  # words one error away, and a few more; the best known first
    alike: list[str]  # words that share trigrams with a long one that has nothing near


@dataclass(frozen=True, slots=True)
class Name:
    id: int
    kind: str
    weight: int
    name: str
    also: str | None


def as_names(conn: Connection, *, texts: Sequence[str]) -> list[str]:
    """Texts in the form names have; only the database knows the accents of all scripts."""
    row = conn.execute(
        """
        SELECT array_agg(search_name(said.text) ORDER BY said.place)
        FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS said (text, place)
        """,
        {"texts": list(texts)},
    ).fetchone()
    return list(row[0]) if row else []


def hits(conn: Connection, look: Look) -> Hits:
    """The best titles and people for one reading of what was typed."""
    row = conn.execute(
        """
        SELECT letters, ids, scores
        FROM search_find(
            %(squeezed)s, %(exact)s, %(last_word)s, %(is_open)s, %(before)s, %(finished)s,
            %(unfinished)s, %(kinds)s, %(year)s::smallint, %(text)s
        )
        """,
        {
            "squeezed": look.squeezed,
            "exact": look.exact,
            "last_word": look.last_word,
            "is_open": look.is_open,
            "before": look.before,
            "finished": look.finished,
            "unfinished": look.unfinished,
            "kinds": list(look.kinds),
            "year": look.year,
            "text": look.text,
        },
        binary=True,
    ).fetchone()
    letters, ids, scores = row or (None, None, None)
    return Hits(letters or "", ids or [], scores or [])


def called(conn: Connection, *, wholes: Sequence[str], kinds: Sequence[str]) -> list[Hit]:
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


def known(conn: Connection, *, words: Sequence[str], anyway: bool) -> list[Known]:
    """
    What the vocabulary has for each of `words`, in their order.

    Words that are right have others near them only `anyway`, and when all of them are right.
    """
    with conn.cursor(row_factory=class_row(Known)) as cur:
        cur.execute(
            """
            SELECT word, is_known, is_wrong, near, alike
            FROM search_known(%(words)s, %(anyway)s)
            """,
            {"words": list(words), "anyway": anyway},
        )
        return cur.fetchall()


def mended(
    conn: Connection, *, terms: str, wholes: Sequence[str], length: int, kinds: Sequence[str]
) -> list[Name]:
    """
    Names with the words of a mended search, and those that are one of `wholes`.

    Names about `length` letters long are more likely meant. Names nobody knows are only looked
    at when no other has the words.
    """
    with conn.cursor(row_factory=class_row(Name)) as cur:
        cur.execute(
            """
            SELECT id, kind, weight, name, also
            FROM search_mended(%(terms)s, %(wholes)s, %(length)s, %(kinds)s)
            """,
            {"terms": terms, "wholes": list(wholes), "length": length, "kinds": list(kinds)},
        )
        return cur.fetchall()


def suggestions(
    conn: Connection, *, media_ids: Sequence[int], people_ids: Sequence[int], order: Sequence[str]
) -> list[Suggestion]:
    """Titles and people as lines of a list, in `order`: kind and id, as in `movie:7`."""
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
