-- From which part of a file on it counts as started and as finished, in percent, for each user, and
-- which day it is where they are.
-- This file is applied again whenever it changes.

CREATE OR REPLACE FUNCTION started_percent(of_user uuid) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(
        (SELECT p.started_percent FROM user_preferences AS p WHERE p.user_id = of_user), 2
    ) $$;

CREATE OR REPLACE FUNCTION finished_percent(of_user uuid) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(
        (SELECT p.finished_percent FROM user_preferences AS p WHERE p.user_id = of_user), 90
    ) $$;

CREATE OR REPLACE FUNCTION person_today(of_user uuid, moment timestamptz) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT (moment AT TIME ZONE coalesce(
        (SELECT p.time_zone FROM user_preferences AS p WHERE p.user_id = of_user), 'UTC'
    ))::date $$;
