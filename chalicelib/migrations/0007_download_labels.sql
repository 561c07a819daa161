-- What a job's source is called in public, and how much it had when its present attempt began.
SET LOCAL lock_timeout = '4s';

ALTER TABLE download_jobs
    -- `source` may be megabytes of an uploaded file or hold a secret; lists show this instead.
    ADD COLUMN source_label text NOT NULL DEFAULT '',
    -- An attempt that brought something does not use up the last retry.
    ADD COLUMN bytes_at_claim bigint NOT NULL DEFAULT 0 CHECK (bytes_at_claim >= 0);
