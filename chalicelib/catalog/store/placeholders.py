"""ThumbHash placeholders of the pictures of titles, episodes and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection

Kind = Literal["poster", "backdrop"]

#: The titles whose pages show the updated pictures: the owners, or the titles of a person.
OF_TITLES = "SELECT updated.owner_id FROM updated"
OF_PEOPLE = """
    SELECT DISTINCT coalesce(c.movie_id, c.show_id)
    FROM updated
    JOIN credits AS c ON c.person_id = updated.owner_id
"""


@dataclass(frozen=True, slots=True)
class MissingPlaceholder:
    """A picture of a title without a placeholder, by the provider's URL."""

    media_id: int
    kind: Kind
    url: str


@dataclass(frozen=True, slots=True)
class PictureColumns:
    """Where one kind of picture is stored: the columns of its URL and of its placeholder."""

    table: str
    url: str
    placeholder: str
    owner: str
    titles: LiteralString = OF_TITLES

    def select_missing(self) -> sql.Composed:
        """Those of `urls` without a placeholder."""
        return self._format("""
            SELECT t.{url}
            FROM {table} AS t
            WHERE t.{url} = ANY(%(urls)s) AND t.{placeholder} IS NULL
        """)

    def update(self) -> sql.Composed:
        """Set the `placeholders` of `urls`; returns the titles whose pages show them."""
        return self._format("""
            WITH updated AS (
                UPDATE {table} AS t
                SET {placeholder} = f.placeholder
                FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
                WHERE t.{url} = f.url AND t.{placeholder} IS NULL
                RETURNING t.{owner} AS owner_id
            )
            {titles}
        """)

    def _format(self, statement: LiteralString) -> sql.Composed:
        return sql.SQL(statement).format(
            table=sql.Identifier(self.table),
            url=sql.Identifier(self.url),
            placeholder=sql.Identifier(self.placeholder),
            owner=sql.Identifier(self.owner),
            titles=sql.SQL(self.titles),
        )


PICTURES = (
    PictureColumns("media_items", "poster_url", "poster_placeholder", "id"),
    PictureColumns("media_items", "backdrop_url", "backdrop_placeholder", "id"),
    PictureColumns("show_episodes", "still_url", "still_placeholder", "media_id"),
    PictureColumns("people", "profile_url", "profile_placeholder", "id", OF_PEOPLE),
)
SELECT_MISSING = sql.SQL(" UNION ").join(columns.select_missing() for columns in PICTURES)
UPDATES = tuple(columns.update() for columns in PICTURES)


def without_placeholder(conn: Connection, *, urls: Sequence[str]) -> list[str]:
    """Those of these URLs that a stored picture without a placeholder has."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(SELECT_MISSING, {"urls": list(urls)})
        return cur.fetchall()


def set_placeholders(conn: Connection, *, by_url: Mapping[str, str]) -> set[int]:
    """Fill in missing placeholders by URL; the titles whose pages show any of the pictures."""
    rows = {"urls": list(by_url), "placeholders": list(by_url.values())}
    return {media_id for statement in UPDATES for (media_id,) in conn.execute(statement, rows)}


def missing_on_discover_page(conn: Connection) -> list[MissingPlaceholder]:
    """
    Pictures of the discover page without a placeholder, in the order of the page.

    Pictures of the seed catalogue (`/art/…`) load at once and need none.
    """
    with conn.cursor(row_factory=class_row(MissingPlaceholder)) as cur:
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
