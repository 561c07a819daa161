"""The titles of a list: the best of a kind, without too many of a franchise or for one reason."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chalicelib.recommendations.models import MAX_OF_FRANCHISE, MAX_OF_KIND
from worker.recommendations.interaction_history import Floats, Ints
from worker.recommendations.reasons import NONE

#: Titles for one reason in the list of a kind.
MAX_FOR_ONE_REASON = 12
#: Titles of a kind whose reasons are looked for, so that enough are left.
EXPLAINED = MAX_OF_KIND + 20
#: Titles of a kind that are looked at before those of one franchise are left out.
LOOKED_AT = 2 * MAX_OF_KIND

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SelectedTitles:
    """People by titles, best first: `NONE` with the score minus infinity at the end of a row."""

    titles: Ints
    scores: Floats

    def ordered(self, order: npt.NDArray[np.intp]) -> "SelectedTitles":
        return SelectedTitles(
            np.take_along_axis(self.titles, order, 1), np.take_along_axis(self.scores, order, 1)
        )


def best_of_kind(scores: Floats, kind: Ints, franchises: Ints) -> SelectedTitles:
    """At most `EXPLAINED` of the titles of a kind, with `MAX_OF_FRANCHISE` of a franchise."""
    n = min(LOOKED_AT, len(kind))
    of_kind = scores[:, kind]
    # Equal ones in the order of the catalogue.
    top = np.arange(n)[None, :].repeat(len(scores), axis=0)
    if n < len(kind):
        top = np.sort(np.argpartition(-of_kind, n - 1, axis=1)[:, :n], axis=1)
    values = np.take_along_axis(of_kind, top, axis=1)
    chosen = SelectedTitles(kind[top], values).ordered(np.argsort(-values, axis=1, kind="stable"))
    too_many = earlier_equals(franchises[chosen.titles]) >= MAX_OF_FRANCHISE
    left_out = too_many | np.isneginf(chosen.scores)
    chosen.titles[left_out], chosen.scores[left_out] = NONE, -np.inf
    order = np.argsort(left_out, axis=1, kind="stable")
    return chosen.ordered(order[:, :EXPLAINED])


def order_of_kind(chosen: SelectedTitles, reasons: Ints) -> npt.NDArray[np.intp]:
    """Places of at most `MAX_OF_KIND` titles: first without those too many for one reason."""
    too_many = (earlier_equals(reasons) >= MAX_FOR_ONE_REASON) & (reasons != NONE)
    rank = np.where(chosen.titles == NONE, 2, too_many)
    return np.argsort(rank, axis=1, kind="stable")[:, :MAX_OF_KIND]


def earlier_equals(values: Ints) -> Ints:
    """Of each value in a row, how many equal ones come before it."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, 1)
    is_first = np.ones(ordered.shape, bool)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    place = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    count = place - np.maximum.accumulate(np.where(is_first, place, 0), axis=1)
    found = np.empty_like(values)
    np.put_along_axis(found, order, count.astype(values.dtype), 1)
    return found
