-- The review queue: files of a folder stand together, in the natural order of their names (2 before
-- 10), and folders that got files last come first. Its pages are read from an index, however deep.
SET LOCAL lock_timeout = '4s';

-- Every number with ten digits, so that texts are sorted by the values of their numbers.
CREATE FUNCTION natural_order(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT regexp_replace(
            regexp_replace(public.fold($1), '([0-9]+)', '000000000\1', 'g'),
            '[0-9]*([0-9]{10})', '\1', 'g'
        )
    $$;

-- Files of a folder follow each other, and then come those of its folders: the slash before a file
-- is lower than all others, and these are lower than any character of a name.
CREATE FUNCTION review_order(path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT left(
            replace(
                regexp_replace(public.natural_order(path), '/(?=[^/]*$)', chr(1)), '/', chr(2)
            ),
            400 -- an entry of an index has at most 2.7 kB
        )
    $$;

CREATE FUNCTION review_folder(path text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT hashtextextended(regexp_replace(path, '/[^/]*$', ''), 0) $$;

-- When the folder of the file got files for the first time since all of it was matched, or after a day.
ALTER TABLE library_items ADD COLUMN arrived_at timestamptz NOT NULL DEFAULT now();
UPDATE library_items AS item
SET arrived_at = folder.newest
FROM (
    SELECT review_folder(absolute_path) AS id, max(discovered_at) AS newest
    FROM library_items
    WHERE match_state = 'unmatched'
    GROUP BY review_folder(absolute_path)
) AS folder
WHERE item.match_state = 'unmatched' AND review_folder(item.absolute_path) = folder.id;

CREATE INDEX library_items_to_review
    ON library_items (arrived_at DESC, review_order(absolute_path) COLLATE "C", id)
    WHERE match_state = 'unmatched';
CREATE INDEX library_items_to_review_by_folder
    ON library_items (review_folder(absolute_path), arrived_at)
    WHERE match_state = 'unmatched';

-- When the files of a folder that are in the queue came into it; NULL without any. They all have one
-- moment, so that any of them tells it: the newest would be looked for in the wrong index.
CREATE FUNCTION review_arrival(folder bigint) RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$
        SELECT arrived_at
        FROM library_items
        WHERE match_state = 'unmatched' AND review_folder(absolute_path) = folder
        LIMIT 1
    $$;

-- A file that is unmatched again, or moved, comes into the queue beside those of its folder. New ones
-- are inserted so, a batch at a time.
CREATE FUNCTION library_item_joins_its_folder() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.arrived_at := coalesce(review_arrival(review_folder(NEW.absolute_path)), NEW.arrived_at);
        RETURN NEW;
    END
    $$;
CREATE TRIGGER library_items_join_their_folder
    BEFORE UPDATE OF match_state, absolute_path ON library_items
    FOR EACH ROW WHEN (
        NEW.match_state = 'unmatched'
        AND (OLD.match_state, OLD.absolute_path) IS DISTINCT FROM (NEW.match_state, NEW.absolute_path)
    )
    EXECUTE FUNCTION library_item_joins_its_folder();
