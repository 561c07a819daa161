-- One queue for each source of metadata and each kind of title.
SET LOCAL lock_timeout = '4s';

-- The source that describes a title (TMDB, for games IGDB) has its row in `media_fetches`, which
-- pages wait for. How often it failed in a row, and when it is asked again by itself.
ALTER TABLE media_fetches ADD COLUMN failures smallint NOT NULL DEFAULT 0;
ALTER TABLE media_fetches ADD COLUMN next_attempt_at timestamptz;
UPDATE media_fetches SET next_attempt_at = backfilled_at + interval '30 days'
WHERE failure = 'not_there';

-- The sources beside it. A title without a row was not asked for yet: rows are made as titles are
-- asked for, because one for each of 1.5 million titles would cost more than the asking.
CREATE TABLE enrichment (
    media_id        bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    source          text        NOT NULL CHECK (source IN ('omdb', 'tvdb', 'tvmaze', 'jikan')),
    kind            text        NOT NULL CHECK (kind IN ('movie', 'show', 'game')),
    state           text        NOT NULL CHECK (
        state IN ('pending', 'matched', 'not_found', 'error')
    ),
    failures        smallint    NOT NULL DEFAULT 0,  -- in a row
    error           text        NOT NULL DEFAULT '', -- code of the last failure
    attempted_at    timestamptz,
    next_attempt_at timestamptz,                     -- NULL: not by itself
    PRIMARY KEY (media_id, source)
);
CREATE INDEX enrichment_due ON enrichment (source, next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX enrichment_by_state ON enrichment (source, kind, state);
CREATE INDEX enrichment_by_attempt ON enrichment (source, attempted_at);

-- The titles people follow, own, want or play.
CREATE VIEW titles_in_use AS
SELECT media_id FROM library_items WHERE match_state = 'matched'
UNION
SELECT media_id FROM user_follows WHERE state = 'follow' AND media_id IS NOT NULL
UNION
SELECT media_id FROM user_wanted WHERE NOT is_excluded
UNION
SELECT media_id FROM user_wanted_upcoming
UNION
SELECT media_id FROM user_watch_later
UNION
SELECT media_id FROM user_statuses WHERE status <> 'dropped'
UNION
SELECT media_id FROM user_games;

-- How far each source has walked through the titles of a kind, by votes.
CREATE TABLE enrichment_positions (
    source      text        NOT NULL,
    kind        text        NOT NULL,
    votes       integer     NOT NULL,
    last_id     bigint      NOT NULL, -- a title that may be gone: a place, not a reference
    finished_at timestamptz,         -- the walk has ended; it begins anew some days later
    PRIMARY KEY (source, kind)
);

INSERT INTO enrichment (media_id, source, kind, state, attempted_at)
SELECT f.media_id, 'omdb', m.media_type,
       CASE WHEN EXISTS (
           SELECT FROM media_ratings AS r
           WHERE r.media_id = m.id AND r.source IN ('imdb', 'rotten_tomatoes', 'metacritic')
       ) THEN 'matched' ELSE 'not_found' END,
       f.ratings_checked_at
FROM media_fetches AS f
JOIN media_items AS m ON m.id = f.media_id
WHERE f.ratings_checked_at IS NOT NULL;
UPDATE enrichment SET next_attempt_at = attempted_at + interval '30 days'
WHERE state = 'not_found';
ALTER TABLE media_fetches DROP COLUMN ratings_checked_at;

-- The time zone of the network that shows it, an IANA name; without one that of its first country.
ALTER TABLE media_items ADD COLUMN air_zone text;
DROP FUNCTION IF EXISTS air_moment(date, time, text[]); -- has another argument now
