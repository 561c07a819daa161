-- Every viewing is a row of its own, so that a second one has a date too; user_watched sums them up.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_plays (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    episode_id bigint      REFERENCES show_episodes (id) ON DELETE CASCADE,
    watched_at timestamptz NOT NULL,  -- noon of a day; -infinity when unknown, so that pages end with it
    precision  text        NOT NULL CHECK (precision IN ('moment', 'day', 'release', 'unknown')),
    source     text        NOT NULL CHECK (source IN ('player', 'hand', 'import', 'webhook')),
    created_at timestamptz NOT NULL,
    CONSTRAINT user_plays_know_when_unless_unknown
        CHECK ((precision = 'unknown') = (watched_at = '-infinity'))
);

-- One row per title or episode: lists and cards read it instead of counting plays.
ALTER TABLE user_watched
    ADD COLUMN plays           integer     NOT NULL DEFAULT 1 CHECK (plays > 0),
    ADD COLUMN last_watched_at timestamptz NOT NULL DEFAULT now();

-- A show as a whole was a row beside those of its episodes.
DELETE FROM user_watched AS w
WHERE w.episode_id IS NULL
  AND EXISTS (
      SELECT
      FROM user_watched AS e
      WHERE e.user_id = w.user_id AND e.media_id = w.media_id AND e.episode_id IS NOT NULL
  );

INSERT INTO user_plays (
    user_id, media_id, episode_id, watched_at, precision, source, created_at
)
SELECT w.user_id, w.media_id, w.episode_id, seen.watched_at, 'moment',
       CASE
           WHEN EXISTS (
               SELECT
               FROM user_progress AS p
               WHERE p.user_id = w.user_id
                 AND p.media_id = w.media_id
                 AND p.episode_id IS NOT DISTINCT FROM w.episode_id
                 AND p.completed_at = seen.watched_at
           ) THEN 'player'
           ELSE 'hand'
       END,
       seen.watched_at
FROM user_watched AS w
CROSS JOIN LATERAL (
    SELECT w.watched_at
    UNION
    SELECT w.updated_at WHERE w.updated_at >= w.watched_at + interval '1 hour'
) AS seen
ORDER BY seen.watched_at, w.id;

UPDATE user_watched
SET plays = CASE WHEN updated_at >= watched_at + interval '1 hour' THEN 2 ELSE 1 END,
    last_watched_at = CASE
        WHEN updated_at >= watched_at + interval '1 hour' THEN updated_at
        ELSE watched_at
    END;

CREATE INDEX user_plays_newest ON user_plays (user_id, watched_at DESC, id DESC);
CREATE INDEX user_plays_of_title ON user_plays (user_id, media_id, episode_id);
CREATE INDEX user_plays_by_media ON user_plays (media_id);
CREATE INDEX user_plays_by_episode ON user_plays (episode_id) WHERE episode_id IS NOT NULL;

-- What a request changed, for as long as it can be undone. Rows are kept as they were: without
-- foreign keys, because undoing leaves out titles that are gone.
CREATE TABLE user_changes (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_plays   bigint[]    NOT NULL,
    removed_plays jsonb       NOT NULL,
    positions     jsonb       NOT NULL,
    created_at    timestamptz NOT NULL
);
CREATE INDEX user_changes_newest ON user_changes (user_id, created_at DESC);
