-- Which of several jobs kills the worker, and where files are on their way to.
SET LOCAL lock_timeout = '4s';

ALTER TABLE download_jobs
    -- How many workers in a row died while they had it, and it brought nothing to speak of.
    ADD COLUMN deaths smallint NOT NULL DEFAULT 0 CHECK (deaths >= 0),
    -- Its worker tries it by itself: if that dies, it is this job's doing.
    ADD COLUMN is_on_trial boolean NOT NULL DEFAULT false,
    -- Said before its files are moved, taken back when they are there or stay where they were.
    ADD COLUMN moving_to text;
CREATE INDEX download_jobs_suspects ON download_jobs (deaths DESC, queue_rank)
    WHERE deaths >= 2 AND status IN ('queued', 'retrying') AND paused_at IS NULL;

-- What workers of the release before wrote for whoever looked has a field too many.
DELETE FROM download_details;
