-- Files a household owns: where they lie, what is in them and which title they are.
SET LOCAL lock_timeout = '4s';

CREATE TABLE library_items (
    id                uuid             PRIMARY KEY,
    media_id          bigint           REFERENCES media_items (id) ON DELETE SET NULL,
    episode_id        bigint           REFERENCES show_episodes (id) ON DELETE SET NULL,
    source_job_id     uuid             REFERENCES download_jobs (id) ON DELETE SET NULL,
    absolute_path     text             NOT NULL CONSTRAINT library_items_one_per_path UNIQUE,
    file_name         text             NOT NULL,
    file_size_bytes   bigint           NOT NULL DEFAULT 0,
    file_modified_ns  bigint           NOT NULL DEFAULT 0,
    container_format  text             NOT NULL DEFAULT '',
    mime_type         text             NOT NULL DEFAULT '',
    video_codec       text             NOT NULL DEFAULT '',
    audio_codec       text             NOT NULL DEFAULT '',
    duration_seconds  integer          NOT NULL DEFAULT 0,
    width             integer          NOT NULL DEFAULT 0,
    height            integer          NOT NULL DEFAULT 0,
    resolution_label  text             NOT NULL DEFAULT '',
    probe_error       text             NOT NULL DEFAULT '',
    match_state       text             NOT NULL CHECK (match_state IN ('matched', 'unmatched', 'ignored')),
    match_confidence  double precision NOT NULL DEFAULT 0,
    match_is_manual   boolean          NOT NULL DEFAULT false,
    guess             jsonb            NOT NULL DEFAULT '{}'::jsonb,
    -- The copy in the object store: its key, the checksum it was verified by, and when.
    object_key        text,
    object_sha256     text,
    stored_at         timestamptz,
    push_error        text             NOT NULL DEFAULT '',
    discovered_at     timestamptz      NOT NULL DEFAULT now(),
    scanned_at        timestamptz,
    created_at        timestamptz      NOT NULL DEFAULT now(),
    updated_at        timestamptz      NOT NULL DEFAULT now(),
    CHECK (match_state <> 'matched' OR media_id IS NOT NULL),
    CHECK (episode_id IS NULL OR media_id IS NOT NULL)
);
CREATE INDEX library_items_by_state ON library_items (match_state, updated_at DESC);
CREATE INDEX library_items_by_media ON library_items (media_id, updated_at DESC);
CREATE INDEX library_items_by_job ON library_items (source_job_id);
CREATE INDEX library_items_by_name_trigram ON library_items USING gin (fold(file_name) gin_trgm_ops);

CREATE TABLE library_streams (
    id              uuid     PRIMARY KEY,
    library_item_id uuid     NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    stream_index    smallint NOT NULL,
    stream_type     text     NOT NULL CHECK (stream_type IN ('video', 'audio', 'subtitle')),
    codec           text     NOT NULL DEFAULT '',
    language        text     NOT NULL DEFAULT '',
    title           text     NOT NULL DEFAULT '',
    channels        smallint NOT NULL DEFAULT 0,
    bitrate_kbps    integer  NOT NULL DEFAULT 0,
    is_default      boolean  NOT NULL DEFAULT false,
    UNIQUE (library_item_id, stream_index)
);

CREATE TABLE library_scans (
    id            uuid        PRIMARY KEY,
    requested_by  uuid        REFERENCES users (id) ON DELETE SET NULL,
    paths         text[]      NOT NULL,
    status        text        NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed')),
    files_found   integer     NOT NULL DEFAULT 0,
    files_added   integer     NOT NULL DEFAULT 0,
    files_updated integer     NOT NULL DEFAULT 0,
    message       text        NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    finished_at   timestamptz
);
CREATE INDEX library_scans_newest ON library_scans (created_at DESC);

-- A multipart upload in progress, so that a killed worker goes on with the parts it has sent.
CREATE TABLE object_uploads (
    library_item_id  uuid        PRIMARY KEY REFERENCES library_items (id) ON DELETE CASCADE,
    object_key       text        NOT NULL,
    upload_id        text        NOT NULL,
    file_size_bytes  bigint      NOT NULL,
    file_modified_ns bigint      NOT NULL,
    created_at       timestamptz NOT NULL
);
