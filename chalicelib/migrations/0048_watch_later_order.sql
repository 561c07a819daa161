-- Watch later has an order of its own, and titles leave it when they were watched.
SET LOCAL lock_timeout = '4s';

-- Smaller is earlier in the list. A new title comes first; one moved between two others gets the
-- number in the middle, so that a move writes one row.
ALTER TABLE user_watch_later ADD COLUMN position numeric;
UPDATE user_watch_later SET position = -extract(epoch FROM updated_at);
ALTER TABLE user_watch_later
    ALTER COLUMN position SET DEFAULT -extract(epoch FROM clock_timestamp()),
    ALTER COLUMN position SET NOT NULL;
CREATE INDEX user_watch_later_in_order ON user_watch_later (user_id, position, media_id);
DROP INDEX user_watch_later_newest;

ALTER TABLE user_preferences
    ADD COLUMN watched_leaves_watch_later boolean NOT NULL DEFAULT true;

-- What further lists need to undo a change, by their name.
ALTER TABLE user_changes ADD COLUMN parts jsonb NOT NULL DEFAULT '{}';
