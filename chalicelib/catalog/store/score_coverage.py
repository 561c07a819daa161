"""Which scores the titles have: filters and sort orders by a score that none has are not shown."""

from collections.abc import Sequence

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.facets import ScoreCoverage
from chalicelib.catalog.store.list_query import HIDDEN_GEM_MIN_RATING, HIDDEN_GEM_VOTES
from chalicelib.platform.db import Connection


def score_coverage(conn: Connection, *, kinds: Sequence[MediaType]) -> ScoreCoverage:
    """The scores of titles of these media types. Three reads of an index, each of one row."""
    with conn.cursor(row_factory=class_row(ScoreCoverage)) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                       SELECT
                       FROM media_scores
                       WHERE media_type = ANY(%(kinds)s) AND rating IS NOT NULL
                   ) AS has_ratings,
                   EXISTS (
                       SELECT FROM media_scores WHERE media_type = ANY(%(kinds)s) AND votes > 0
                   ) AS has_votes,
                   EXISTS (
                       SELECT
                       FROM media_scores
                       WHERE media_type = ANY(%(kinds)s)
                         AND rating >= %(min_rating)s
                         AND votes BETWEEN %(min_votes)s AND %(max_votes)s
                   ) AS has_hidden_gems
            """,
            {
                "kinds": list(kinds),
                "min_rating": HIDDEN_GEM_MIN_RATING,
                "min_votes": HIDDEN_GEM_VOTES[0],
                "max_votes": HIDDEN_GEM_VOTES[1],
            },
        )
        return cur.fetchone() or ScoreCoverage(False, False, False)  # noqa: FBT003
