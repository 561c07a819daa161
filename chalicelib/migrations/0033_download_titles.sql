-- Downloads know their title: matched by name and files, unless a user has chosen it.

ALTER TABLE download_jobs
    ADD COLUMN season_number    smallint CHECK (season_number >= 0),
    ADD COLUMN episode_number   smallint CHECK (episode_number >= 0), -- NULL: several, or not known
    ADD COLUMN match_confidence real    NOT NULL DEFAULT 0 CHECK (match_confidence BETWEEN 0 AND 1),
    -- A user chose the title, or chose that it is none of the catalogue.
    ADD COLUMN match_is_manual  boolean NOT NULL DEFAULT false,
    -- NULL: the name or the files are new, a worker has to match them.
    ADD COLUMN recognized_at    timestamptz;

-- Until now a job had a title only when it was requested for one.
UPDATE download_jobs
SET match_is_manual = true, match_confidence = 1
WHERE media_id IS NOT NULL;

CREATE INDEX download_jobs_unrecognized ON download_jobs (created_at) WHERE recognized_at IS NULL;
-- The running download of a title's page.
CREATE INDEX download_jobs_of_title ON download_jobs (media_id)
    WHERE media_id IS NOT NULL
        AND status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying');

ALTER TABLE download_inspections
    -- Without a foreign key: an inspection lives a day, and its title is a suggestion.
    ADD COLUMN media_id         bigint,
    ADD COLUMN season_number    smallint,
    ADD COLUMN episode_number   smallint,
    ADD COLUMN match_confidence real NOT NULL DEFAULT 0,
    ADD COLUMN recognized_at    timestamptz;
CREATE INDEX download_inspections_unrecognized ON download_inspections (created_at)
    WHERE recognized_at IS NULL;

CREATE TRIGGER download_jobs_wake_on_new_name
    AFTER UPDATE OF recognized_at ON download_jobs
    FOR EACH ROW WHEN (OLD.recognized_at IS NOT NULL AND NEW.recognized_at IS NULL)
    EXECUTE FUNCTION download_tell_the_worker('recognition');
CREATE TRIGGER download_inspections_wake_on_result
    AFTER UPDATE OF recognized_at ON download_inspections
    FOR EACH ROW WHEN (OLD.recognized_at IS NOT NULL AND NEW.recognized_at IS NULL)
    EXECUTE FUNCTION download_tell_the_worker('recognition');
