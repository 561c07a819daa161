-- What of each library folder is copied to the object store, and whether the local file goes then.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_roots
    -- default: what SEEN_PUSH says; free: push, and remove the local file once the copy is verified
    ADD COLUMN store_policy      text     NOT NULL DEFAULT 'default'
        CHECK (store_policy IN ('default', 'keep', 'push', 'free')),
    ADD COLUMN store_kinds       text[]   NOT NULL DEFAULT '{}',  -- movie, show; empty: any
    ADD COLUMN store_min_bytes   bigint   NOT NULL DEFAULT 0 CHECK (store_min_bytes >= 0),
    ADD COLUMN store_after_days  integer  NOT NULL DEFAULT 0 CHECK (store_after_days >= 0),
    ADD COLUMN store_quota_bytes bigint   CHECK (store_quota_bytes >= 0);  -- null: no limit

-- When the local file was given up for its verified copy; written before the file is removed.
ALTER TABLE library_items ADD COLUMN freed_at timestamptz;
CREATE INDEX library_items_freed ON library_items (id) WHERE freed_at IS NOT NULL;

-- What the last comparison of the object store with the library found; one row.
CREATE TABLE object_store_checks (
    is_only      boolean     PRIMARY KEY DEFAULT true CHECK (is_only),
    checked_at   timestamptz NOT NULL,
    objects      bigint      NOT NULL,
    size_bytes   bigint      NOT NULL,
    orphans      bigint      NOT NULL,  -- objects of no file
    orphan_bytes bigint      NOT NULL,
    lost         bigint      NOT NULL,  -- files whose object is not there
    is_mended    boolean     NOT NULL   -- false: so much is lost that nothing was changed
);
