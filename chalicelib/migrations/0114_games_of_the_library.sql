-- An item of a folder of games is a game: a file, or a whole folder that is never looked into.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    ADD COLUMN content text NOT NULL DEFAULT 'video'
        CHECK (content IN ('video', 'game', 'game_folder'));
