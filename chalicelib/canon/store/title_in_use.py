"""Whether any user has data of a title, before it is deleted."""

from collections.abc import Collection

from psycopg import sql

from chalicelib.platform.db import Connection
from chalicelib.platform.foreign_keys import DESCRIPTIONS, list_references

#: Tables of shared pages: an import keeps their titles, although no user has data of them yet.
EDITORIAL = frozenset(
    ["discover_section_items", "featured_items", "free_sources", "titles_made_by_hand"]
)
#: Which rows of a table count as use, where not all do.
IS_USE = {
    "library_items": sql.SQL("r.match_state = 'matched'"),
    "collection_items": sql.SQL(
        "EXISTS (SELECT FROM collections AS c"
        " WHERE c.id = r.collection_id AND c.user_id IS NOT NULL)"
    ),
}


def is_in_use(
    conn: Connection,
    *,
    title_id: int,
    season_number: int | None = None,
    episode_id: int | None = None,
) -> bool:
    """Whether the library, a download or a user refers to the title, or to a part of it."""
    is_part = season_number is not None or episode_id is not None
    uses = [
        sql.SQL(
            "EXISTS (SELECT FROM {table} AS r WHERE r.{column} = %(title_id)s AND {rows})"
        ).format(
            table=sql.Identifier(reference.table_name),
            column=sql.Identifier(reference.column_name),
            rows=sql.SQL(" AND ").join(
                [
                    IS_USE.get(reference.table_name, sql.SQL("true")),
                    _is_of_part(reference.columns) if is_part else sql.SQL("true"),
                ]
            ),
        )
        for reference in list_references(conn, "media_items", without=DESCRIPTIONS | EDITORIAL)
    ]
    row = conn.execute(
        sql.SQL(
            """
            WITH part AS MATERIALIZED (
                SELECT e.id, e.season_number, e.episode_number
                FROM show_episodes AS e
                WHERE e.media_id = %(title_id)s
                  AND (e.season_number = %(season_number)s OR e.id = %(episode_id)s)
            )
            SELECT {uses}
            """
        ).format(uses=sql.SQL(" OR ").join(uses)),
        {"title_id": title_id, "season_number": season_number, "episode_id": episode_id},
    ).fetchone()
    return bool(row and row[0])


def _is_of_part(columns: Collection[str]) -> sql.Composable:
    """Whether row `r` is of an episode in `part`, or of its season."""
    found: list[sql.Composable] = []
    if "episode_id" in columns:
        found.append(sql.SQL("r.episode_id IN (SELECT id FROM part)"))
    if "season_number" in columns:
        number = (
            sql.SQL("r.episode_number IS NULL OR r.episode_number = p.episode_number")
            if "episode_number" in columns
            else sql.SQL("true")
        )
        found.append(
            sql.SQL(
                "r.season_number = %(season_number)s OR EXISTS ("
                "SELECT FROM part AS p WHERE p.season_number = r.season_number AND ({}))"
            ).format(number)
        )
    return sql.SQL("({})").format(sql.SQL(" OR ").join(found or [sql.SQL("false")]))
