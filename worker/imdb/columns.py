"""Parts that statements of a full build are put together from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import sql

from chalicelib.catalog.imdb import EPISODES_FROM, SEASONS_PER_TITLE, TITLES_FROM
from worker.imdb.tables import Column

NUMBERS: Mapping[str, Any] = {
    "titles_from": TITLES_FROM,
    "episodes_from": EPISODES_FROM,
    "seasons_per_title": SEASONS_PER_TITLE,
}


def only(*, late: bool) -> dict[str, sql.SQL]:
    """What narrows a statement down to the titles in `late_now`, or to nothing."""
    if not late:
        return dict.fromkeys(("only_t", "only_o", "only_o_media"), sql.SQL("true"))
    return {
        "only_t": sql.SQL("t.id IN (SELECT id FROM incoming.late_now)"),
        "only_o": sql.SQL("o.id IN (SELECT id FROM incoming.late_now)"),
        "only_o_media": sql.SQL("o.media_id IN (SELECT id FROM incoming.late_now)"),
    }


def names_of(table: Sequence[Column]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in table)


def values_of(table: Sequence[Column], said: Mapping[str, str], old: str = "o") -> sql.Composed:
    """For each column what is said of it, else what the old row has, else its default."""
    values: list[sql.Composable] = []
    for column in table:
        if column.name in said:
            values.append(sql.SQL(said[column.name]))  # ours
        elif column.default is not None and column.is_required:
            values.append(
                sql.SQL("coalesce({}, {})").format(
                    sql.Identifier(old, column.name),
                    sql.SQL(column.default),  # PostgreSQL's own words
                )
            )
        else:
            values.append(sql.Identifier(old, column.name))
    return sql.SQL(", ").join(values)


def given(now: datetime, *, is_adult: bool) -> dict[str, Any]:
    """What the statements of an import ask for by name."""
    return {**NUMBERS, "now": now, "this_year": now.year, "adult": is_adult}
