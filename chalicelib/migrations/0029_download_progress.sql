-- Progress and seeding of downloads move to narrow tables, so that a report of a worker is a HOT update.
SET LOCAL lock_timeout = '4s';

-- What the engine of a worker reported last. A worker writes it once a second for each active job;
-- no index but the primary key, and room on each page for new versions of its rows.
CREATE TABLE download_progress (
    job_id               uuid             PRIMARY KEY REFERENCES download_jobs (id) ON DELETE CASCADE,
    attempt              integer          NOT NULL DEFAULT 0, -- the fencing token, as in download_jobs
    detail               text             NOT NULL DEFAULT '',
    progress_percent     integer          NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
    bytes_total          bigint           NOT NULL DEFAULT 0 CHECK (bytes_total >= 0),
    bytes_downloaded     bigint           NOT NULL DEFAULT 0 CHECK (bytes_downloaded >= 0),
    bytes_at_claim       bigint           NOT NULL DEFAULT 0 CHECK (bytes_at_claim >= 0),
    bytes_uploaded       bigint           NOT NULL DEFAULT 0 CHECK (bytes_uploaded >= 0),
    download_speed_mbps  double precision NOT NULL DEFAULT 0,
    download_bytes_per_s bigint           NOT NULL DEFAULT 0 CHECK (download_bytes_per_s >= 0),
    upload_bytes_per_s   bigint           NOT NULL DEFAULT 0 CHECK (upload_bytes_per_s >= 0),
    eta_seconds          integer,
    peers_connected      integer          NOT NULL DEFAULT 0,
    seeds_connected      integer          NOT NULL DEFAULT 0,
    peers_known          integer          NOT NULL DEFAULT 0,
    updated_at           timestamptz      NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

INSERT INTO download_progress (
    job_id, attempt, detail, progress_percent, bytes_total, bytes_downloaded, bytes_at_claim,
    bytes_uploaded, download_speed_mbps, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
    peers_connected, seeds_connected, peers_known, updated_at
)
SELECT id, attempt, detail, progress_percent, bytes_total, bytes_downloaded, bytes_at_claim,
       bytes_uploaded, download_speed_mbps, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
       peers_connected, seeds_connected, peers_known, updated_at
FROM download_jobs;

-- Torrents that are seeded after their completion, or were.
CREATE TABLE download_seeding (
    job_id   uuid        PRIMARY KEY REFERENCES download_jobs (id) ON DELETE CASCADE,
    since    timestamptz NOT NULL,
    seconds  integer     NOT NULL DEFAULT 0,
    ended_at timestamptz
) WITH (fillfactor = 50);

INSERT INTO download_seeding (job_id, since, seconds, ended_at)
SELECT id, seeding_since, seeding_seconds, seeding_ended_at
FROM download_jobs
WHERE seeding_since IS NOT NULL;

CREATE INDEX download_seeding_open ON download_seeding (job_id) WHERE ended_at IS NULL;

CREATE FUNCTION download_jobs_begin_progress() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO download_progress (job_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER download_jobs_begin_progress
    AFTER INSERT ON download_jobs
    FOR EACH ROW EXECUTE FUNCTION download_jobs_begin_progress();

-- The rules of a job and those of its progress, each at its table.
DROP TRIGGER download_jobs_keep_the_rules ON download_jobs;
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
    IF NEW.status = 'completed' AND OLD.status <> 'completed' AND NOT EXISTS (
        SELECT FROM download_progress WHERE job_id = NEW.id AND progress_percent = 100
    ) THEN
        RAISE EXCEPTION 'a download that is not whole cannot be completed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_completed_is_whole';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER download_jobs_keep_the_rules
    BEFORE UPDATE OF status ON download_jobs
    FOR EACH ROW EXECUTE FUNCTION download_jobs_keep_the_rules();

CREATE FUNCTION download_progress_keeps_the_rules() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- A recheck may find less, and with more files selected the same bytes are a smaller share.
    IF NEW.progress_percent < OLD.progress_percent
        AND NEW.detail <> 'checking' AND NEW.bytes_total <= OLD.bytes_total
    THEN
        RAISE EXCEPTION 'progress cannot fall from % to %', OLD.progress_percent, NEW.progress_percent
            USING ERRCODE = 'check_violation', CONSTRAINT = 'download_jobs_progress_is_monotonic';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER download_progress_keeps_the_rules
    BEFORE UPDATE OF progress_percent ON download_progress
    FOR EACH ROW EXECUTE FUNCTION download_progress_keeps_the_rules();

-- Indexes that no statement needs, or that another one serves as well.
DROP INDEX download_jobs_waiting;     -- download_jobs_due, download_jobs_waiting_of
DROP INDEX download_jobs_queue;       -- download_jobs_waiting_of
DROP INDEX download_jobs_leased;      -- made every renewal of a lease touch all indexes
DROP INDEX download_jobs_in_place;    -- download_jobs_active
DROP INDEX download_jobs_past_places; -- download_jobs_active
DROP INDEX download_jobs_room;        -- download_jobs_active
DROP INDEX download_jobs_seeding;     -- download_seeding_open
DROP INDEX download_jobs_removed;
DROP INDEX download_jobs_by_status;   -- download_jobs_listed
DROP INDEX download_jobs_counted;     -- download_jobs_listed
CREATE INDEX download_jobs_due ON download_jobs (next_retry_at)
    WHERE status = 'retrying' AND paused_at IS NULL;
CREATE INDEX download_jobs_active ON download_jobs (user_id)
    WHERE status IN ('preparing', 'downloading', 'stalled');
CREATE INDEX download_jobs_held ON download_jobs (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX download_jobs_listed ON download_jobs (user_id, status, updated_at DESC)
    WHERE removed_at IS NULL;

ALTER TABLE download_jobs
    DROP CONSTRAINT download_jobs_completed_is_whole,
    DROP CONSTRAINT download_jobs_engine_job_id_key, -- unique by its construction: id and attempt
    DROP COLUMN queue_position, -- counted when a job is shown
    DROP COLUMN progress_percent,
    DROP COLUMN bytes_total,
    DROP COLUMN bytes_downloaded,
    DROP COLUMN bytes_at_claim,
    DROP COLUMN bytes_uploaded,
    DROP COLUMN download_speed_mbps,
    DROP COLUMN download_bytes_per_s,
    DROP COLUMN upload_bytes_per_s,
    DROP COLUMN eta_seconds,
    DROP COLUMN peers_connected,
    DROP COLUMN seeds_connected,
    DROP COLUMN peers_known,
    DROP COLUMN seeding_since,
    DROP COLUMN seeding_seconds,
    DROP COLUMN seeding_ended_at,
    SET (fillfactor = 80); -- leases are renewed in place
