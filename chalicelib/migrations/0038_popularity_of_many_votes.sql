-- The greatest integer has a popularity, too: votes are counted up as a fraction, not as integers.
SET LOCAL lock_timeout = '4s';

CREATE OR REPLACE FUNCTION popularity_of(votes integer, year integer, this_year integer)
    RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT 10 * ln(1 + votes::double precision)
               * power(0.5, greatest(0, this_year - coalesce(year, this_year - 24)) / 12.0::double precision)
    $$;
