-- Whether the user of a download said that it is none of the titles.
CREATE OR REPLACE FUNCTION has_rejected_titles(job_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
        SELECT EXISTS (
            SELECT
            FROM download_jobs AS job
            WHERE job.id = has_rejected_titles.job_id AND job.match_is_manual
                AND job.media_id IS NULL
        )
    $$;
