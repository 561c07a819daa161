-- Which file was played: when its match is corrected, what was watched with it moves along.
SET LOCAL lock_timeout = '4s';

-- Without foreign keys: what was watched outlives its file.
ALTER TABLE user_progress ADD COLUMN library_item_id uuid;
ALTER TABLE user_plays    ADD COLUMN library_item_id uuid;
CREATE INDEX user_progress_by_file ON user_progress (library_item_id)
    WHERE library_item_id IS NOT NULL;
CREATE INDEX user_plays_by_file ON user_plays (library_item_id) WHERE library_item_id IS NOT NULL;
