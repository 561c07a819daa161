-- Rules about titles that several statements share.

-- Whether a show has ended: IMDb says so by its last year, TMDB and the seed by its status.
CREATE OR REPLACE FUNCTION title_has_ended(end_year smallint, status text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN end_year IS NOT NULL OR status IN ('Ended', 'Canceled');
