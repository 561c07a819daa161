-- What lists are ordered by where no provider says how popular a title is.
SET LOCAL lock_timeout = '4s';

-- Ten points for every e-fold of votes, halved for every twelve years of age; 145 for two million
-- votes on something new. A title of no known year counts as 24 years old.
CREATE FUNCTION popularity_of(votes integer, year integer, this_year integer)
    RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT 10 * ln((1 + votes)::double precision)
               * power(0.5, greatest(0, this_year - coalesce(year, this_year - 24)) / 12.0::double precision)
    $$;
