-- Files that get a name and a place in the library: finished downloads, and files that are renamed.
-- The row comes first, so that a move that was cut off ends in one of its two places.
SET LOCAL lock_timeout = '4s';

CREATE TABLE library_moves (
    id         uuid        PRIMARY KEY,
    batch_id   uuid        NOT NULL, -- of an import the download, else of one request
    item_id    uuid        NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    job_id     uuid        REFERENCES download_jobs (id) ON DELETE CASCADE, -- NULL: a rename
    -- waiting: for a person to confirm it; ready: for the worker.
    state      text        NOT NULL CHECK (state IN ('waiting', 'ready', 'done', 'failed')),
    old_path   text        NOT NULL,
    new_path   text,       -- NULL while it waits: the plan is made when it is shown
    problem    text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    done_at    timestamptz
);
CREATE INDEX library_moves_by_batch ON library_moves (batch_id);
CREATE INDEX library_moves_by_item ON library_moves (item_id);
CREATE INDEX library_moves_by_job ON library_moves (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX library_moves_open ON library_moves (created_at) WHERE state IN ('waiting', 'failed');
