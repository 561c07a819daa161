"""What stands in for pictures of titles, episodes and people until they are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection

Kind = Literal["poster", "backdrop"]

#: The titles whose pages show what was `given`: by the title it belongs to, or by the person.
BY_TITLE = "SELECT given.owner_id FROM given"
BY_PERSON = """
    SELECT DISTINCT coalesce(c.movie_id, c.show_id)
    FROM given
    JOIN credits AS c ON c.person_id = given.owner_id
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A title's picture nothing stands in for yet, by the address the provider gave."""

    media_id: int
    kind: Kind
    url: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where one kind of picture stands: its address, and what stands in for it."""

    table: str
    url: str
    placeholder: str
    owner: str
    titles: LiteralString = BY_TITLE

    def awaited(self) -> sql.Composed:
        """Of `urls`, those without a placeholder."""
        return self._in_place("""
            SELECT t.{url}
            FROM {table} AS t
            WHERE t.{url} = ANY(%(urls)s) AND t.{placeholder} IS NULL
        """)

    def give(self) -> sql.Composed:
        """Of `urls`, one of `placeholders` each; the titles on whose pages they are."""
        return self._in_place("""
            WITH given AS (
                UPDATE {table} AS t
                SET {placeholder} = f.placeholder
                FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
                WHERE t.{url} = f.url AND t.{placeholder} IS NULL
                RETURNING t.{owner} AS owner_id
            )
            {titles}
        """)

    def _in_place(self, statement: LiteralString) -> sql.Composed:
        return sql.SQL(statement).format(
            table=sql.Identifier(self.table),
            url=sql.Identifier(self.url),
            placeholder=sql.Identifier(self.placeholder),
            owner=sql.Identifier(self.owner),
            titles=sql.SQL(self.titles),
        )


PICTURES = (
    Pictures("media_items", "poster_url", "poster_placeholder", "id"),
    Pictures("media_items", "backdrop_url", "backdrop_placeholder", "id"),
    Pictures("show_episodes", "still_url", "still_placeholder", "media_id"),
    Pictures("people", "profile_url", "profile_placeholder", "id", BY_PERSON),
)
AWAITED = sql.SQL(" UNION ").join(pictures.awaited() for pictures in PICTURES)
GIVE = tuple(pictures.give() for pictures in PICTURES)


def awaited(conn: Connection, *, urls: Sequence[str]) -> list[str]:
    """Of these addresses, those of pictures something waits for a placeholder of."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(AWAITED, {"urls": list(urls)})
        return cur.fetchall()


def give(conn: Connection, *, found: Mapping[str, str]) -> set[int]:
    """
    Placeholders by address, for everything that has the picture and none yet; the titles whose
    pages show any of it.
    """
    given = {"urls": list(found), "placeholders": list(found.values())}
    return {media_id for statement in GIVE for (media_id,) in conn.execute(statement, given)}


def on_show(conn: Connection) -> list[Waiting]:
    """
    Pictures of the discover page nothing stands in for, in its order.

    Drawings of our own (`/art/…`) are there at once and need nothing.
    """
    with conn.cursor(row_factory=class_row(Waiting)) as cur:
        cur.execute(
            """
            SELECT shown.media_id, picture.kind, picture.url
            FROM (
                SELECT i.media_id, min(i.position) AS position
                FROM discover_section_items AS i
                GROUP BY i.media_id
            ) AS shown
            JOIN media_items AS m ON m.id = shown.media_id
            CROSS JOIN LATERAL (
                VALUES ('poster', m.poster_url, m.poster_placeholder),
                       ('backdrop', m.backdrop_url, m.backdrop_placeholder)
            ) AS picture (kind, url, placeholder)
            WHERE picture.placeholder IS NULL AND starts_with(picture.url, 'https:')
            ORDER BY picture.kind = 'poster' DESC, shown.position, shown.media_id
            """
        )
        return cur.fetchall()
