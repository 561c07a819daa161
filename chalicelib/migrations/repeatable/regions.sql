-- The country a user has chosen; null: the server's. This file is applied again whenever it changes.

CREATE OR REPLACE FUNCTION region_of(of_user uuid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT p.region FROM user_preferences AS p WHERE p.user_id = of_user $$;
