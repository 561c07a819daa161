-- What the calendar asks for. This file is applied again whenever it changes.

-- The game that an expansion or DLC belongs to; NULL for a game of its own.
CREATE OR REPLACE FUNCTION base_of_add_on(add_on bigint) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT l.media_id
    FROM media_links AS l
    WHERE l.linked_id = add_on AND l.kind IN ('dlc', 'expansion')
    ORDER BY l.kind DESC, l.media_id
    LIMIT 1
$$;
