-- Rules about titles that several statements share.

-- Whether a show has ended: IMDb says so by its last year, TMDB and the seed by its status.
CREATE OR REPLACE FUNCTION title_has_ended(end_year smallint, status text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN end_year IS NOT NULL OR status IN ('Ended', 'Canceled');

-- The status of a film or a show. `chosen` is the user's and counts until `is_superseded`: something
-- was watched since, or, after completed, another episode aired. Then, and without one, it follows
-- from what was watched. tests/db/test_statuses.py has the table of all cases.
CREATE OR REPLACE FUNCTION watch_status(
    chosen text, is_superseded boolean, is_begun boolean, is_all_seen boolean
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN chosen IS NOT NULL AND NOT is_superseded THEN chosen
        WHEN is_all_seen THEN 'completed'
        WHEN is_begun OR chosen = 'completed' THEN 'watching'
    END;
