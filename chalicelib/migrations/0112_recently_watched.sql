-- The newest titles of a user's history, without reading all of it.
SET LOCAL lock_timeout = '4s';

CREATE INDEX user_watched_by_time ON user_watched (user_id, last_watched_at DESC, media_id);
