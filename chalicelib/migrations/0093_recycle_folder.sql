-- Files that people delete wait in the recycle folder of their disk, with their rows and history.
-- A row here is a journal: it is written before a file is moved, and says where everything goes.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    DROP CONSTRAINT library_items_match_state_check,
    ADD CONSTRAINT library_items_match_state_check
        CHECK (match_state IN ('matched', 'unmatched', 'ignored', 'extra', 'recycled'));

DROP INDEX library_items_by_change;
CREATE INDEX library_items_by_change ON library_items (updated_at DESC, id)
    WHERE match_state <> 'ignored' AND match_state <> 'extra' AND match_state <> 'recycled';

CREATE TABLE recycled_files (
    library_item_id uuid        PRIMARY KEY REFERENCES library_items (id) ON DELETE CASCADE,
    -- refused: it could not be moved, and is in the library again
    state           text        NOT NULL DEFAULT 'deleting'
        CHECK (state IN ('deleting', 'deleted', 'restoring', 'removing', 'refused')),
    match_state     text        NOT NULL,                -- of the file, before it was deleted
    moves           jsonb       NOT NULL DEFAULT '[]',   -- [from, to] of the video, then of others
    problem         text        NOT NULL DEFAULT '',     -- shown to users
    user_id         uuid        REFERENCES users (id) ON DELETE SET NULL,
    requested_at    timestamptz NOT NULL,
    recycled_at     timestamptz                          -- its days count from then
);
CREATE INDEX recycled_files_by_user ON recycled_files (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX recycled_files_to_work_on ON recycled_files (requested_at)
    WHERE state IN ('deleting', 'restoring', 'removing');
CREATE INDEX recycled_files_by_age ON recycled_files (recycled_at) WHERE state = 'deleted';
