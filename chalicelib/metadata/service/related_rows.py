"""
Writes what a title has many of: videos, offers, links, release days, translations and credits.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from chalicelib.metadata.models import CreditUpdate, TitleUpdate
from chalicelib.metadata.service.row_mapping import (
    credit_row,
    credited_row,
    link_rows,
    offer_rows,
    parent_rows,
    person_row,
    release_rows,
    translation_rows,
    video_rows,
)
from chalicelib.metadata.store import people, related_rows, title_facts, translations
from chalicelib.metadata.store.json_rows import Row
from chalicelib.platform.db import Connection


def write_lists(
    conn: Connection, pairs: Sequence[tuple[int, TitleUpdate]], now: dt.datetime
) -> int:
    """
    Replace those of complete updates, and add what the others have.

    Returns how many releases, or links from games to their add-ons, have changed.
    """
    related_rows.replace_videos(
        conn,
        rows=rows_of_all(video_rows, pairs),
        whole=[media_id for media_id, update in pairs if update.is_whole and update.videos],
    )
    related_rows.replace_offers(
        conn,
        rows=rows_of_all(offer_rows, pairs),
        # Offers end, so an empty list deletes all of them.
        whole=[m for m, update in pairs if update.is_whole and update.offers is not None],
    )
    related_rows.replace_links(
        conn,
        rows=rows_of_all(link_rows, pairs),
        whole=[
            {"media_id": media_id, "kind": kind}
            for media_id, update in pairs
            if update.is_whole
            for kind in {link.kind for link in update.links or ()}
        ],
    )
    translations.replace(
        conn,
        rows=rows_of_all(translation_rows, pairs),
        whole=[m for m, update in pairs if update.is_whole and update.translations],
        now=now,
    )
    linked = related_rows.link_parents(conn, rows=rows_of_all(parent_rows, pairs))
    return linked + related_rows.replace_releases(
        conn,
        rows=rows_of_all(release_rows, pairs),
        whole=[media_id for media_id, update in pairs if update.is_whole and update.releases],
    )


def clear_lists(conn: Connection, media_id: int, now: dt.datetime) -> None:
    """Delete what a source said of another title than this one."""
    related_rows.replace_videos(conn, rows=[], whole=[media_id])
    related_rows.replace_offers(conn, rows=[], whole=[media_id])
    related_rows.replace_releases(conn, rows=[], whole=[media_id])
    related_rows.remove_from_franchises(conn, media_ids=[media_id])
    related_rows.delete_links(conn, media_id=media_id)
    translations.replace(conn, rows=[], whole=[media_id], now=now)
    title_facts.delete_keywords(conn, media_id=media_id)
    people.replace_credits(conn, rows=[], whole=[media_id])


def write_credits(
    conn: Connection, pairs: Sequence[tuple[int, TitleUpdate]], now: dt.datetime
) -> list[int]:
    """Write credits; returns the ids of the people."""
    credited: list[tuple[int, TitleUpdate, CreditUpdate]] = [
        (media_id, update, credit)
        for media_id, update in pairs
        for credit in update.credits or ()
        if credit.person.tmdb_id is not None
    ]
    if not credited:
        return []
    people.link_imdb_people(
        conn, rows=[credited_row(media_id, credit) for media_id, _, credit in credited]
    )
    ids = people.upsert(
        conn,
        rows=list(
            {credit.person.tmdb_id: person_row(credit.person) for _, _, credit in credited}.values()
        ),
        now=now,
    )
    people.replace_credits(
        conn,
        rows=[
            credit_row(media_id, update.media_type, ids[credit.person.tmdb_id], credit)
            for media_id, update, credit in credited
            if credit.person.tmdb_id in ids
        ],
        whole=[media_id for media_id, update in pairs if update.is_whole and update.credits],
    )
    return sorted(ids.values())


def rows_of_all(
    rows_of: Callable[[int, TitleUpdate], list[Row]], pairs: Sequence[tuple[int, TitleUpdate]]
) -> list[Row]:
    """The rows of all updates, in their order."""
    return [row for media_id, update in pairs for row in rows_of(media_id, update)]
