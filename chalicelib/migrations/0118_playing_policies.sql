-- What administrators choose about playing: subtitles of new files, and copies by folder.
SET LOCAL lock_timeout = '4s';

-- No row: the default. SEEN_FIND_SUBTITLES wins over it.
CREATE TABLE subtitle_settings (
    is_only       boolean     PRIMARY KEY DEFAULT true CHECK (is_only),
    finds_for_new boolean     NOT NULL,
    updated_at    timestamptz NOT NULL
);
