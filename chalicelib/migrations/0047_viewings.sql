-- A position knows the viewing it belongs to, so that repeated, late and reordered reports of a
-- player end in the same rows; and what counts as started and finished is a setting of each user.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_progress
    ADD COLUMN viewing_id           uuid,         -- null: from a client that does not send one
    ADD COLUMN is_from_start        boolean NOT NULL DEFAULT false,  -- was in the first 10 %
    ADD COLUMN viewing_completed_at timestamptz,  -- the first complete report of this viewing
    ADD COLUMN completed_before     timestamptz;  -- completed_at when this viewing began
ALTER TABLE user_plays ADD COLUMN viewing_id uuid;

-- A report changes no indexed column now, and pages have room: the new version of the row stays on
-- its page and no index is written (heap-only tuples).
DROP INDEX user_progress_newest;
ALTER TABLE user_progress SET (fillfactor = 80);

-- Continue watching reads what is started, and the newest activity of each show.
CREATE INDEX user_progress_started ON user_progress (user_id) WHERE completed_at IS NULL;
CREATE INDEX user_watched_of_shows ON user_watched (user_id, media_id, updated_at DESC)
    WHERE episode_id IS NOT NULL;

ALTER TABLE user_preferences
    ADD COLUMN started_percent  smallint NOT NULL DEFAULT 2
        CHECK (started_percent BETWEEN 1 AND 25),
    ADD COLUMN finished_percent smallint NOT NULL DEFAULT 90
        CHECK (finished_percent BETWEEN 50 AND 99);
