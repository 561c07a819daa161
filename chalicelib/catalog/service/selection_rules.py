"""Titles chosen by rules, for one reader. Not cached: what they did may have changed just now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import IdPage, Mark
from chalicelib.catalog.models.selection_rules import Operator, Rule, RuleField, SmartRules
from chalicelib.catalog.store import cards
from chalicelib.catalog.store import selection_rules as rule_store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database


def _is_rated(mark: Mark, rule: Rule) -> bool:
    if mark.own_rating is None:
        return False
    bound = float(rule.value)
    if rule.operator == Operator.AT_LEAST:
        return mark.own_rating >= bound
    return mark.own_rating <= bound


#: Whether a rule about a person is true of a title, before `is_not` and `false` turn it around.
OWN_CONDITIONS: Mapping[RuleField, Callable[[Mark, Rule], bool]] = {
    RuleField.SEEN: lambda mark, _: mark.watched,
    RuleField.FAVORITE: lambda mark, _: mark.favorite,
    RuleField.WATCH_LATER: lambda mark, _: mark.watch_later,
    RuleField.STATUS: lambda mark, rule: mark.watch_status == rule.value,
    RuleField.OWN_RATING: _is_rated,
}


@dataclass(frozen=True, slots=True)
class TitleRules:
    db: Database
    clock: Clock

    def find(self, reader_id: UUID, rules: SmartRules) -> IdPage:
        """
        The titles that the rules choose for a reader, in their order, and how many match.

        At most `rules.limit` ids.
        """
        now = self.clock()
        each = rules.each_rule
        places = [place for place, rule in enumerate(each) if rule.field in OWN_CONDITIONS]
        with self.db.read() as conn:
            marks: list[Mark] = []
            if places:
                ids = rule_store.with_marks(conn, user_id=reader_id)
                marks = cards.marks(conn, ids=ids, user_id=reader_id, now=now)
            own = {
                place: [mark.media_id for mark in marks if _is_true(each[place], mark)]
                for place in places
            }
            for place, rule in enumerate(each):
                if rule.field == RuleField.TAG:
                    own[place] = rule_store.tagged(conn, user_id=reader_id, name=str(rule.value))
            return rule_store.find(conn, rules, own=own, now=now)

    def seen(self, reader_id: UUID) -> list[int]:
        """The titles a reader has seen; of shows, every episode that has aired."""
        with self.db.read() as conn:
            ids = rule_store.with_marks(conn, user_id=reader_id)
            marks = cards.marks(conn, ids=ids, user_id=reader_id, now=self.clock())
        return [mark.media_id for mark in marks if mark.watched]


def _is_true(rule: Rule, mark: Mark) -> bool:
    return OWN_CONDITIONS[rule.field](mark, rule)
