"""
Rules as SQL, with the conditions and orders of all lists (list_query.py).

What a person did is not read here: `own` are the titles for which each such rule is true, found
with the marks that cards have, so that "seen" means the same everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import IdPage
from chalicelib.catalog.models.filters import Sort
from chalicelib.catalog.models.selection_rules import (
    Operator,
    Rule,
    RuleField,
    RuleSort,
    SmartRules,
)
from chalicelib.catalog.store.list_pages import FILTERED_SCAN, TITLES, VIEWED
from chalicelib.catalog.store.list_query import (
    IN_ITEMS,
    MAX_VIEWED,
    ORDERS,
    UNRATED_LAST,
    VIEW_PERIOD,
    ListOrder,
)
from chalicelib.platform.db import Connection

RULE_ORDERS: Mapping[RuleSort, ListOrder] = {
    RuleSort.TRENDING: ORDERS[Sort.TRENDING],
    RuleSort.MOST_RATED: ORDERS[Sort.MOST_RATED],
    RuleSort.TOP_RATED: UNRATED_LAST,
    RuleSort.NEWEST: replace(ORDERS[Sort.NEWEST], page_order="k1 DESC NULLS LAST, id"),
    RuleSort.A_TO_Z: ORDERS[Sort.A_TO_Z],
}

IN_GENRE_NAMED = """s.media_id IN (
    SELECT g.media_id
    FROM media_genres AS g
    JOIN genres AS named ON named.id = g.genre_id
    WHERE named.slug = {value}
)"""
MADE_BY = """s.media_id IN (
    SELECT coalesce(c.movie_id, c.show_id) FROM credits AS c WHERE c.person_id = {value}
)"""
HAS_FILE = """s.media_id IN (
    SELECT l.media_id FROM library_items AS l WHERE l.match_state = 'matched'
)"""
ADDED_SINCE = """s.media_id IN (
    SELECT l.media_id
    FROM library_items AS l
    WHERE l.match_state = 'matched' AND l.created_at >= {value}
)"""
IN_OWN = "s.media_id IN (SELECT unnest({value}::bigint[]))"

#: Conditions on a row of media_scores.
COMPARISONS: Mapping[tuple[RuleField, Operator], LiteralString] = {
    (RuleField.YEAR, Operator.BEFORE): "s.year < {value}",
    (RuleField.YEAR, Operator.AFTER): "s.year > {value}",
    (RuleField.YEAR, Operator.IS): "s.year = {value}",
    (RuleField.RATING, Operator.AT_LEAST): "s.rating >= {value}::numeric",
    (RuleField.RATING, Operator.AT_MOST): "s.rating <= {value}::numeric",
    (RuleField.ADDED, Operator.WITHIN_DAYS): ADDED_SINCE,
}
#: The same on a row of media_items.
ITEM_COMPARISONS: Mapping[tuple[RuleField, Operator], LiteralString] = {
    (RuleField.RUNTIME, Operator.AT_LEAST): "i.runtime_minutes >= {value}",
    (RuleField.RUNTIME, Operator.AT_MOST): "i.runtime_minutes <= {value}",
}
#: True for `is`; `is_not` is the opposite, also of titles about which nothing is known.
MEMBERSHIPS: Mapping[RuleField, LiteralString] = {
    RuleField.KIND: "s.media_type = {value}",
    RuleField.GENRE: IN_GENRE_NAMED,
    RuleField.PERSON: MADE_BY,
    RuleField.AVAILABLE: HAS_FILE,
}
ITEM_MEMBERSHIPS: Mapping[RuleField, LiteralString] = {
    RuleField.LANGUAGE: "i.language = {value}",
    RuleField.COUNTRY: "i.countries @> ARRAY[{value}]",
}


def find(
    conn: Connection,
    rules: SmartRules,
    *,
    own: Mapping[int, Sequence[int]],
    now: datetime,
) -> IdPage:
    """
    The titles that the rules choose, in their order, and how many match.

    `own` has the titles of each rule about a person, by its place in `each_rule`.
    """
    order = RULE_ORDERS[rules.sort]
    each = iter([_condition(place, rule, own) for place, rule in enumerate(rules.each_rule)])
    conditions = list(islice(each, len(rules.rules)))
    conditions += [
        _join(group.match, list(islice(each, len(group.rules)))) for group in rules.groups
    ]
    statement = sql.SQL(FILTERED_SCAN).format(
        viewed=sql.SQL(VIEWED),
        conditions=_join(rules.match, conditions),
        columns=sql.SQL(order.columns),
        sort_keys=sql.SQL(order.sort_keys),
        joined=sql.SQL(TITLES if order.is_by_title else ""),
        page_order=sql.SQL(order.page_order),
    )
    parameters = {
        f"value_{place}": _value(rule, own.get(place), now)
        for place, rule in enumerate(rules.each_rule)
    }
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            statement,
            {
                **parameters,
                "limit": rules.limit,
                "offset": 0,
                "viewed_since": now - VIEW_PERIOD,
                "max_viewed": MAX_VIEWED,
            },
            prepare=False,  # the plan depends on the values
        )
        return cur.fetchall()[0]


def _join(match: str, conditions: Sequence[sql.Composable]) -> sql.Composable:
    joiner = sql.SQL(" AND " if match == "all" else " OR ")
    return sql.SQL("({})").format(joiner.join(conditions))


def _condition(place: int, rule: Rule, own: Mapping[int, Sequence[int]]) -> sql.Composable:
    value = sql.Placeholder(f"value_{place}")
    if place in own:
        return sql.SQL(IN_OWN if _is_affirmed(rule) else f"NOT {IN_OWN}").format(value=value)
    compared = (rule.field, rule.operator)
    if compared in COMPARISONS:
        return sql.SQL(COMPARISONS[compared]).format(value=value)
    if compared in ITEM_COMPARISONS:
        return _in_items(ITEM_COMPARISONS[compared], value)
    if rule.field in MEMBERSHIPS:
        is_so: sql.Composable = sql.SQL(MEMBERSHIPS[rule.field]).format(value=value)
    else:
        is_so = _in_items(ITEM_MEMBERSHIPS[rule.field], value)
    return is_so if _is_affirmed(rule) else sql.SQL("NOT {}").format(is_so)


def _in_items(condition: LiteralString, value: sql.Composable) -> sql.Composable:
    return sql.SQL(IN_ITEMS).format(condition=sql.SQL(condition).format(value=value))


def _is_affirmed(rule: Rule) -> bool:
    return rule.operator != Operator.IS_NOT and rule.value is not False


def _value(rule: Rule, own: Sequence[int] | None, now: datetime) -> Any:
    if own is not None:
        return list(own)
    return now - timedelta(days=int(rule.value)) if rule.field == RuleField.ADDED else rule.value


def with_marks(conn: Connection, *, user_id: UUID) -> list[int]:
    """Every title that has marks of a person (cards.MARKS)."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id FROM user_watched WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_progress WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_ratings WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_favorites WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_statuses WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_games WHERE user_id = %(user_id)s
            UNION
            SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id},
        )
        return cur.fetchall()


def tagged(conn: Connection, *, user_id: UUID, name: str) -> list[int]:
    """The titles that a person gave a tag; upper and lower case are the same."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM user_tags
            WHERE user_id = %(user_id)s AND lower(name) = lower(%(name)s)
            """,
            {"user_id": user_id, "name": name},
        )
        return cur.fetchall()
