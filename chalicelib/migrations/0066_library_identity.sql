-- Files are known by size and content, so that a moved one stays itself; scans say how far they are.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    -- Hash of the size, beginning, middle and end; NULL until the file is probed.
    ADD COLUMN fingerprint text,
    -- NULL: its name waits to be matched, because rows come first.
    ADD COLUMN match_tried_at timestamptz;
UPDATE library_items SET match_tried_at = created_at;

CREATE INDEX library_items_by_fingerprint ON library_items (file_size_bytes, fingerprint)
    WHERE fingerprint IS NOT NULL;
CREATE INDEX library_items_untried ON library_items (discovered_at, id)
    WHERE match_tried_at IS NULL;
CREATE INDEX library_items_missed ON library_items (missing_since) WHERE missed_scans > 0;

ALTER TABLE library_scans
    ADD COLUMN phase            text        NOT NULL DEFAULT 'looking'
               CHECK (phase IN ('looking', 'settling', 'adding', 'matching', 'probing')),
    ADD COLUMN phase_started_at timestamptz,
    ADD COLUMN files_done       integer     NOT NULL DEFAULT 0,  -- of this phase
    ADD COLUMN files_total      integer     NOT NULL DEFAULT 0,  -- of this phase; 0: not known
    ADD COLUMN files_moved      integer     NOT NULL DEFAULT 0,
    ADD COLUMN files_unmatched  integer     NOT NULL DEFAULT 0,
    ADD COLUMN files_not_found  integer     NOT NULL DEFAULT 0,
    -- The newest title and episode when it ended: unmatched names are tried again after others came.
    ADD COLUMN catalogue_mark   text        NOT NULL DEFAULT '';

CREATE INDEX library_items_by_folder ON library_items (absolute_path text_pattern_ops);
