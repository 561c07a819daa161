-- Room that is kept for a job: on which disk, for which attempt, and until how much of it is here.
-- Workers that write to the same disk count each other's.
SET LOCAL lock_timeout = '4s';

ALTER TABLE download_jobs
    ADD COLUMN room_on text, -- the disk as workers of one machine call it; NULL: none is kept
    ADD COLUMN room_attempt integer,
    ADD COLUMN room_bytes bigint CHECK (room_bytes >= 0);
CREATE INDEX download_jobs_room ON download_jobs (room_on)
    WHERE room_on IS NOT NULL AND status IN ('preparing', 'downloading', 'stalled');
