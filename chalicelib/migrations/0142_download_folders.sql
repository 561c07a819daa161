-- Folders that administrators chose for new downloads. Earlier ones stay known: files lie there.
SET LOCAL lock_timeout = '4s';

CREATE TABLE download_folders (
    path      text        PRIMARY KEY CHECK (path LIKE '/%'), -- without symbolic links
    chosen_at timestamptz NOT NULL -- the last one counts
);
