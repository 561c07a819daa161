"""How all people know titles, as arrays: see `chalicelib.recommendations.service.familiarity`."""

from uuid import UUID

import numpy as np

from chalicelib.recommendations.models import Known
from chalicelib.recommendations.service.familiarity import NEUTRAL_RATING, RATING_SCALE, WEIGHTS
from chalicelib.recommendations.service.worker_operations import Sources
from worker.recommendations.interaction_history import History

#: A row of `KnownRows`; an id as two numbers, because those are compared quickly.
ROW = np.dtype(
    [
        *(("user_high", ">u8"), ("user_low", ">u8"), ("media_id", ">i8")),
        *(("kind", ">i2"), ("rating", ">f4"), ("at", ">f8")),
    ]
)
#: By the place of a kind; of those that are rated the rating says it.
WEIGHT_OF_KIND = np.asarray([WEIGHTS.get(kind, 0.0) for kind in Known], np.float32)


def history_of(due: Sources) -> History:
    """What all people know, once for each title; those who are due come first."""
    rows = np.frombuffer(due.known.rows, ROW)
    high, low, media_id, kind, rating, at = (
        rows[name].astype(ROW[name].newbyteorder("="))
        for name in ("user_high", "user_low", "media_id", "kind", "rating", "at")
    )
    order = np.lexsort((kind, media_id, low, high))  # the kind that says most comes first
    high, low, media_id = high[order], low[order], media_id[order]
    is_new_person = changes(high) | changes(low)
    first = np.flatnonzero(is_new_person | changes(media_id))
    last_at = np.maximum.reduceat(at[order], first) if len(first) else at
    kind, rating = kind[order][first], rating[order][first]
    weight = np.where(
        np.isnan(rating), WEIGHT_OF_KIND[kind], (rating - NEUTRAL_RATING) / RATING_SCALE
    )
    found = [
        UUID(int=(int(one) << 64) | int(other))
        for one, other in zip(high[is_new_person], low[is_new_person], strict=True)
    ]
    numbers = {person: number for number, person in enumerate(dict.fromkeys([*due.people, *found]))}
    of_found = np.asarray([numbers[person] for person in found], np.int32)
    candidates = np.asarray([each.media_id for each in due.candidates], np.int64)
    title = np.searchsorted(candidates, media_id[first])
    is_there = np.append(candidates, 0)[title] == media_id[first]  # else deleted meanwhile
    person = of_found[(np.cumsum(is_new_person) - 1)[first]] if found else of_found
    return History.of_arrays(
        [str(person) for person in numbers],
        len(candidates),
        person=person[is_there],
        title=title[is_there].astype(np.int32),
        weight=weight[is_there].astype(np.float32),
        at=last_at[is_there],
    )


def changes(values: np.ndarray) -> np.ndarray:
    """Whether each value is another than the one before."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]
