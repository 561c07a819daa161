"""Which rule of the lists leaves a title out."""

from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.recommendations.models import (
    MAX_OF_FRANCHISE,
    RecommendationList,
    RuledOutBy,
    WhyNot,
)
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.service.traits import weights_of
from chalicelib.recommendations.store import sources, taste, tonight


def ruled_out(
    conn: Connection,
    user_id: UUID,
    media_id: int,
    whole: RecommendationList,
    now: datetime,
) -> tuple[WhyNot, RuledOutBy | None]:
    """Which rule of the lists leaves out a title that is new to the person, if one does."""
    listed = [item.media.id for item in whole.items]
    traits = {
        each.media_id: each for each in sources.traits(conn, media_ids={media_id, *listed}, now=now)
    }
    title = traits.get(media_id)
    if title is None:
        return WhyNot.OTHERS_FIRST, None
    rules = taste.rules(conn, people=[user_id]).get(user_id, {})
    for trait in weights_of(title):
        if rules.get(trait) is Strength.NEVER:
            kind, _, value = trait.partition(":")
            names = tonight.genre_names(conn, slugs=[value] if kind == "genre" else [])
            name = f"{value}0s" if kind == "decade" else names.get(value, value)
            return WhyNot.RULE, RuledOutBy(kind=kind, name=name)
    others = [
        each
        for each in traits.values()
        if each.media_id != media_id
        and each.media_type == title.media_type
        and each.franchise == title.franchise
    ]
    if len(others) >= MAX_OF_FRANCHISE:
        return WhyNot.FRANCHISE, None
    if whole.made_at and sources.is_newer(conn, media_id=media_id, than=whole.made_at):
        return WhyNot.NEW_HERE, None
    return WhyNot.OTHERS_FIRST, None
