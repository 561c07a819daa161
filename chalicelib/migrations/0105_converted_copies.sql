-- Converted films that are kept in the object store and played from there.
SET LOCAL lock_timeout = '4s';

CREATE TABLE converted_copies (
    id               uuid        PRIMARY KEY,
    library_item_id  uuid        NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    rendition        text        NOT NULL,
    -- Of the file that it is made of: a file that has changed since has no copy.
    file_size_bytes  bigint      NOT NULL,
    file_fingerprint text        NOT NULL,
    user_id          uuid        REFERENCES users (id) ON DELETE SET NULL,  -- who asked for it
    state            text        NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'ready', 'failed')),
    reason           text        NOT NULL DEFAULT '',  -- why it failed
    progress         smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    size_bytes       bigint      NOT NULL DEFAULT 0 CHECK (size_bytes >= 0),  -- in the store
    durations        double precision[] NOT NULL DEFAULT '{}',  -- of its segments, in seconds
    removed_at       timestamptz,  -- the worker removes its objects when it cannot be undone
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CONSTRAINT "a ready copy has segments" CHECK (state <> 'ready' OR cardinality(durations) > 0)
);
CREATE UNIQUE INDEX "a file has one copy in each rendition"
    ON converted_copies (library_item_id, rendition) WHERE removed_at IS NULL;
CREATE INDEX converted_copies_by_item ON converted_copies (library_item_id);
CREATE INDEX converted_copies_by_user ON converted_copies (user_id) WHERE user_id IS NOT NULL;
