-- The download manager: what people say about a job, and what a worker tells besides its state.
SET LOCAL lock_timeout = '4s';

-- A label that says where files go and how they are shared afterwards.
CREATE TABLE download_categories (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CHECK (name <> ''),
    root       text        NOT NULL, -- absolute; one of the folders downloads may go to
    options    jsonb       NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX download_categories_by_name ON download_categories (lower(name));

-- What the house decided. One row; what is not in `chosen` is as the program's settings say.
CREATE TABLE download_settings (
    is_only    boolean     PRIMARY KEY DEFAULT true CHECK (is_only),
    chosen     jsonb       NOT NULL DEFAULT '{}'::jsonb,
    version    bigint      NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO download_settings DEFAULT VALUES;

-- What one person may have; NULL: as the house decided for everybody.
CREATE TABLE download_quotas (
    user_id       uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    most_open     integer     CHECK (most_open >= 0),
    most_active   integer     CHECK (most_active >= 0),
    bytes_a_month bigint      CHECK (bytes_a_month >= 0),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE download_queue_ranks;
ALTER TABLE download_jobs
    -- Where it stands in the queue: the lowest is next. Moving one job writes one row.
    ADD COLUMN queue_rank double precision NOT NULL DEFAULT nextval('download_queue_ranks'),
    ADD COLUMN is_forced boolean NOT NULL DEFAULT false, -- begins although every place is taken
    ADD COLUMN paused_at timestamptz,                    -- a person said so; nobody claims it
    ADD COLUMN options jsonb NOT NULL DEFAULT '{}'::jsonb,
    ADD COLUMN options_version integer NOT NULL DEFAULT 0,
    ADD COLUMN category_id uuid REFERENCES download_categories (id) ON DELETE SET NULL,
    ADD COLUMN target_root text,                         -- NULL: the folder for downloads
    ADD COLUMN retry_of uuid REFERENCES download_jobs (id) ON DELETE SET NULL,
    ADD COLUMN inspection_id uuid,
    -- The last word of the engine.
    ADD COLUMN download_bytes_per_s bigint NOT NULL DEFAULT 0 CHECK (download_bytes_per_s >= 0),
    ADD COLUMN upload_bytes_per_s bigint NOT NULL DEFAULT 0 CHECK (upload_bytes_per_s >= 0),
    ADD COLUMN bytes_uploaded bigint NOT NULL DEFAULT 0 CHECK (bytes_uploaded >= 0),
    ADD COLUMN peers_connected integer NOT NULL DEFAULT 0,
    ADD COLUMN seeds_connected integer NOT NULL DEFAULT 0,
    ADD COLUMN peers_known integer NOT NULL DEFAULT 0,
    ADD COLUMN is_private boolean NOT NULL DEFAULT false,
    -- After its end a torrent may go on giving: the lease columns say who does it.
    ADD COLUMN seeding_since timestamptz,
    ADD COLUMN seeding_seconds integer NOT NULL DEFAULT 0,
    ADD COLUMN seeding_ended_at timestamptz,
    -- Taken off the lists; with its files, when `removes_files`, after a moment to think again.
    ADD COLUMN removed_at timestamptz,
    ADD COLUMN removes_files boolean NOT NULL DEFAULT false,
    ADD COLUMN recycled_to text,                         -- where its files wait to be forgotten
    ADD COLUMN recycled_at timestamptz,
    -- Somebody has its details open: until then they are written down.
    ADD COLUMN watched_until timestamptz,
    -- Whether it takes one of the places of DOWNLOAD_MAX_ACTIVE. What waits for a person, for
    -- space or for the network keeps nobody else from going on.
    ADD COLUMN takes_place boolean NOT NULL GENERATED ALWAYS AS (
        NOT is_forced AND (
            status IN ('preparing', 'downloading')
            OR (status = 'stalled'
                AND detail NOT IN ('paused', 'waiting_for_space', 'waiting_for_interface'))
        )
    ) STORED;
UPDATE download_jobs AS j
SET queue_rank = ranked.place
FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM download_jobs) AS ranked
WHERE j.id = ranked.id;
SELECT setval('download_queue_ranks', (SELECT count(*) + 1 FROM download_jobs));

-- `download_jobs_waiting` stays as it is: it finds what is due.
CREATE INDEX download_jobs_queue ON download_jobs (queue_rank)
    WHERE status IN ('queued', 'retrying');
CREATE INDEX download_jobs_forced ON download_jobs (user_id, queue_rank)
    WHERE is_forced AND status IN ('queued', 'retrying');
CREATE INDEX download_jobs_waiting_of ON download_jobs (user_id, queue_rank)
    WHERE status IN ('queued', 'retrying') AND paused_at IS NULL;
CREATE INDEX download_jobs_turns ON download_jobs (user_id, started_at DESC)
    WHERE started_at IS NOT NULL;
CREATE INDEX download_jobs_in_place ON download_jobs (user_id) WHERE takes_place;
CREATE INDEX download_jobs_past_places ON download_jobs (user_id)
    WHERE is_forced AND status IN ('preparing', 'downloading');
CREATE INDEX download_jobs_seeding ON download_jobs (lease_expires_at)
    WHERE status = 'completed' AND seeding_since IS NOT NULL AND seeding_ended_at IS NULL;
CREATE INDEX download_jobs_removed ON download_jobs (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX download_jobs_recycled ON download_jobs (recycled_at) WHERE recycled_to IS NOT NULL;
CREATE INDEX download_jobs_counted ON download_jobs (user_id, status) WHERE removed_at IS NULL;
CREATE INDEX download_jobs_everybodys ON download_jobs (updated_at DESC, id);
CREATE INDEX download_jobs_retries ON download_jobs (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX download_jobs_by_category ON download_jobs (category_id)
    WHERE category_id IS NOT NULL;
-- Who else has files in a folder, or below it; what is left of what ended.
CREATE INDEX download_jobs_by_folder ON download_jobs (save_path text_pattern_ops)
    WHERE save_path IS NOT NULL;
CREATE INDEX download_jobs_left_over ON download_jobs (updated_at)
    WHERE save_path IS NOT NULL AND recycled_at IS NULL
        AND (status IN ('cancelled', 'failed') OR removes_files);

ALTER TABLE download_files
    ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('skip', 'normal', 'high'));

-- A look at what is inside, before anything is asked for.
CREATE TABLE download_inspections (
    id           uuid        PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    source_type  text        NOT NULL CHECK (source_type IN ('magnet', 'torrent', 'direct', 'http')),
    source       text        NOT NULL,
    source_label text        NOT NULL DEFAULT '',
    status       text        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'ready', 'failed')),
    title        text        NOT NULL DEFAULT '',
    info_hash    text,
    bytes_total  bigint      NOT NULL DEFAULT 0,
    is_private   boolean     NOT NULL DEFAULT false,
    files        jsonb       NOT NULL DEFAULT '[]'::jsonb, -- [{index, path, sizeBytes}]
    metadata     bytea,                                    -- the .torrent, so that nothing is fetched twice
    reason       text,
    message      text        NOT NULL DEFAULT '',
    worker_id    text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    answered_at  timestamptz
);
CREATE INDEX download_inspections_pending ON download_inspections (created_at) WHERE status = 'pending';
CREATE INDEX download_inspections_of_person ON download_inspections (user_id, created_at DESC);

-- What a worker is asked to do once.
CREATE TABLE download_commands (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id     uuid        NOT NULL REFERENCES download_jobs (id) ON DELETE CASCADE,
    kind       text        NOT NULL CHECK (kind IN ('recheck', 'reannounce', 'move')),
    given      jsonb       NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at    timestamptz,
    error      text
);
CREATE INDEX download_commands_open ON download_commands (job_id, id) WHERE done_at IS NULL;

-- Peers, trackers, files and pieces of a job somebody looks at. Made anew all the time.
CREATE UNLOGGED TABLE download_details (
    job_id     uuid        PRIMARY KEY REFERENCES download_jobs (id) ON DELETE CASCADE,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    peers      jsonb       NOT NULL DEFAULT '[]'::jsonb,
    trackers   jsonb       NOT NULL DEFAULT '[]'::jsonb,
    file_bytes bigint[]    NOT NULL DEFAULT '{}',
    pieces     smallint[]  NOT NULL DEFAULT '{}' -- percent that is here, of stretches of equal length
);

-- Signs of life of the workers, and what they say of their disk and network.
CREATE TABLE download_workers (
    id                   text        PRIMARY KEY,
    started_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    told                 jsonb       NOT NULL DEFAULT '{}'::jsonb
);

-- As before, but what is wanted may also become more: then the same bytes are fewer percent.
CREATE OR REPLACE FUNCTION download_jobs_keep_the_rules() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.status <> OLD.status AND NOT EXISTS (
        SELECT FROM download_steps WHERE from_status = OLD.status AND to_status = NEW.status
    ) THEN
        RAISE EXCEPTION 'a download cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_legal_step';
    END IF;
    IF NEW.progress_percent < OLD.progress_percent
        AND NEW.detail <> 'checking' AND NEW.bytes_total <= OLD.bytes_total
    THEN
        RAISE EXCEPTION 'progress cannot fall from % to %', OLD.progress_percent, NEW.progress_percent
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_progress_is_monotonic';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION download_tell_the_worker() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_notify('seen_downloads', TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE TRIGGER download_jobs_wake_on_wish
    AFTER UPDATE OF options_version, paused_at, is_forced, queue_rank, removed_at, watched_until
    ON download_jobs
    FOR EACH ROW WHEN (
        (OLD.options_version, OLD.paused_at, OLD.is_forced, OLD.queue_rank, OLD.removed_at)
            IS DISTINCT FROM
        (NEW.options_version, NEW.paused_at, NEW.is_forced, NEW.queue_rank, NEW.removed_at)
        OR (OLD.watched_until IS NULL AND NEW.watched_until IS NOT NULL)
        OR OLD.watched_until < clock_timestamp()
    )
    EXECUTE FUNCTION download_tell_the_worker('wish');
CREATE TRIGGER download_commands_wake AFTER INSERT ON download_commands
    FOR EACH ROW EXECUTE FUNCTION download_tell_the_worker('wish');
CREATE TRIGGER download_inspections_wake AFTER INSERT ON download_inspections
    FOR EACH ROW EXECUTE FUNCTION download_tell_the_worker('inspection');
CREATE TRIGGER download_settings_wake AFTER UPDATE ON download_settings
    FOR EACH ROW EXECUTE FUNCTION download_tell_the_worker('settings');
