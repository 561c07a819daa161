-- What administrators choose about playing: subtitles of new files, and copies by folder.
SET LOCAL lock_timeout = '4s';

-- No row: the default. SEEN_FIND_SUBTITLES wins over it.
CREATE TABLE subtitle_settings (
    is_only       boolean     PRIMARY KEY DEFAULT true CHECK (is_only),
    finds_for_new boolean     NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- Whether files of a folder get a converted copy while the server is idle.
ALTER TABLE library_roots ADD COLUMN prepares_copies boolean NOT NULL DEFAULT false;

-- Files whose copy was prepared, or that need none: a copy that a user removes does not come back.
CREATE TABLE prepared_copies (
    library_item_id  uuid        PRIMARY KEY REFERENCES library_items (id) ON DELETE CASCADE,
    -- A file that has changed since is looked at again.
    file_size_bytes  bigint      NOT NULL,
    file_fingerprint text        NOT NULL,
    prepared_at      timestamptz NOT NULL
);
