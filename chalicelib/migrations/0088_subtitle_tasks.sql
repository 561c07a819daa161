-- Subtitles of a provider, and what the worker does with subtitles while a user waits.
SET LOCAL lock_timeout = '4s';

-- The names of providers are in the program.
ALTER TABLE provider_keys DROP CONSTRAINT provider_keys_provider_check;
ALTER TABLE provider_keys
    ADD CONSTRAINT provider_keys_provider_check CHECK (provider ~ '^[a-z]{2,30}$');

-- Times are multiplied by it before `offset_ms` is added: a film at another frame rate.
ALTER TABLE subtitles
    ADD COLUMN speed double precision NOT NULL DEFAULT 1 CHECK (speed BETWEEN 0.8 AND 1.25),
    -- Deleted rows stay for an hour, so that it can be undone.
    ADD COLUMN deleted_at timestamptz;

CREATE TABLE subtitle_tasks (
    id              uuid        PRIMARY KEY,
    library_item_id uuid        NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    user_id         uuid        REFERENCES users (id) ON DELETE CASCADE,  -- null: by itself
    kind            text        NOT NULL CHECK (kind IN ('search', 'fetch', 'sync')),
    state           text        NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    progress        smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    request         jsonb       NOT NULL,
    result          jsonb       NOT NULL DEFAULT '{}',
    reason          text        NOT NULL DEFAULT '',  -- why it failed
    retry_at        timestamptz,                      -- when it can succeed
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX subtitle_tasks_by_item ON subtitle_tasks (library_item_id, kind);
CREATE INDEX subtitle_tasks_by_user ON subtitle_tasks (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX subtitle_tasks_by_age ON subtitle_tasks (created_at);
