-- Download jobs, their files and their story; the database itself refuses an illegal step.
SET LOCAL lock_timeout = '4s';

CREATE TABLE download_jobs (
    id                  uuid             PRIMARY KEY,
    user_id             uuid             NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id            bigint           REFERENCES media_items (id) ON DELETE SET NULL,
    source_type         text             NOT NULL CHECK (source_type IN ('magnet', 'torrent', 'direct', 'http')),
    source              text             NOT NULL,
    title               text             NOT NULL DEFAULT '',
    status              text             NOT NULL DEFAULT 'queued' CHECK (status IN (
                            'queued', 'preparing', 'downloading', 'stalled', 'retrying',
                            'completed', 'failed', 'cancelled')),
    detail              text             NOT NULL DEFAULT '',
    reason              text,
    queue_position      integer,
    progress_percent    integer          NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
    bytes_total         bigint           NOT NULL DEFAULT 0 CHECK (bytes_total >= 0),
    bytes_downloaded    bigint           NOT NULL DEFAULT 0 CHECK (bytes_downloaded >= 0),
    download_speed_mbps double precision NOT NULL DEFAULT 0,
    eta_seconds         integer,
    engine_job_id       text             UNIQUE,
    info_hash           text,
    save_path           text,
    error_message       text             NOT NULL DEFAULT '',
    retry_count         smallint         NOT NULL DEFAULT 0 CHECK (retry_count BETWEEN 0 AND 3),
    next_retry_at       timestamptz,
    -- The lease: who works on it, until when, and the fencing token every write of a worker carries.
    worker_id           text,
    lease_expires_at    timestamptz,
    attempt             integer          NOT NULL DEFAULT 0,
    resume_data         bytea,
    created_at          timestamptz      NOT NULL DEFAULT now(),
    updated_at          timestamptz      NOT NULL DEFAULT now(),
    started_at          timestamptz,
    completed_at        timestamptz,
    cancelled_at        timestamptz,
    CONSTRAINT download_jobs_completed_is_whole CHECK (status <> 'completed' OR progress_percent = 100)
);
CREATE INDEX download_jobs_newest ON download_jobs (user_id, created_at DESC);
CREATE INDEX download_jobs_by_status ON download_jobs (user_id, status, updated_at DESC);
CREATE INDEX download_jobs_by_activity ON download_jobs (user_id, updated_at DESC, id);
CREATE INDEX download_jobs_waiting ON download_jobs (status, created_at ASC) WHERE status IN ('queued', 'retrying');
CREATE INDEX download_jobs_leased ON download_jobs (lease_expires_at)
    WHERE status IN ('preparing', 'downloading', 'stalled', 'retrying');
CREATE UNIQUE INDEX download_jobs_one_open_per_info_hash ON download_jobs (user_id, info_hash)
    WHERE status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying');

CREATE TABLE download_files (
    job_id     uuid    NOT NULL REFERENCES download_jobs (id) ON DELETE CASCADE,
    file_index integer NOT NULL,
    path       text    NOT NULL,
    size_bytes bigint  NOT NULL CHECK (size_bytes >= 0),
    bytes_done bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (job_id, file_index)
);

CREATE TABLE download_events (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id           uuid        NOT NULL REFERENCES download_jobs (id) ON DELETE CASCADE,
    status           text        NOT NULL,
    message          text        NOT NULL DEFAULT '',
    progress_percent integer     NOT NULL DEFAULT 0,
    payload          jsonb       NOT NULL DEFAULT '{}'::jsonb,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX download_events_newest ON download_events (job_id, created_at DESC);

-- Every legal step. chalicelib/downloads/models.py holds the same table, and a test compares them.
CREATE TABLE download_steps (
    from_status text NOT NULL,
    to_status   text NOT NULL,
    PRIMARY KEY (from_status, to_status)
);
INSERT INTO download_steps (from_status, to_status) VALUES
    ('queued', 'preparing'),
    ('preparing', 'downloading'),
    ('downloading', 'stalled'),
    ('stalled', 'retrying'),
    ('retrying', 'preparing'),
    ('downloading', 'completed'),
    ('downloading', 'failed'),
    ('queued', 'cancelled'),
    ('preparing', 'cancelled'),
    ('downloading', 'cancelled'),
    ('stalled', 'cancelled'),
    ('retrying', 'cancelled'),
    -- Beyond the first list: a source can be wrong before its first byte, a stall can end by
    -- itself, and retries have an end.
    ('preparing', 'stalled'),
    ('preparing', 'failed'),
    ('stalled', 'downloading'),
    ('stalled', 'failed'),
    ('retrying', 'failed');

CREATE FUNCTION download_jobs_keep_the_rules() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.status <> OLD.status AND NOT EXISTS (
        SELECT FROM download_steps WHERE from_status = OLD.status AND to_status = NEW.status
    ) THEN
        RAISE EXCEPTION 'a download cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_legal_step';
    END IF;
    -- A recheck may find less than was thought, and says so; nothing else moves backwards.
    IF NEW.progress_percent < OLD.progress_percent AND NEW.detail <> 'checking' THEN
        RAISE EXCEPTION 'progress cannot fall from % to %', OLD.progress_percent, NEW.progress_percent
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_progress_is_monotonic';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER download_jobs_keep_the_rules
    BEFORE UPDATE OF status, progress_percent ON download_jobs
    FOR EACH ROW EXECUTE FUNCTION download_jobs_keep_the_rules();

-- Wakes the dispatcher the moment work is committed; polling stays the fallback.
CREATE FUNCTION download_jobs_wake_the_worker() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_notify('seen_downloads', NEW.status);
    RETURN NULL;
END
$$;
CREATE TRIGGER download_jobs_wake_on_insert
    AFTER INSERT ON download_jobs
    FOR EACH ROW EXECUTE FUNCTION download_jobs_wake_the_worker();
CREATE TRIGGER download_jobs_wake_on_cancel
    AFTER UPDATE OF status ON download_jobs
    FOR EACH ROW WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
    EXECUTE FUNCTION download_jobs_wake_the_worker();
