-- Which title, season and episode shows which picture beside its files. Titles store it
-- (title_local_pictures); seasons and episodes, which users cannot edit, look it up. What a person set stays:
-- the picture beside a file takes the place of what the sources said, in the lock when there is one.
SET LOCAL lock_timeout = '4s';

CREATE OR REPLACE FUNCTION folder_of(path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT regexp_replace(path, '/[^/]*$', '') $$;

-- The first and the last title below a folder, or with files of this name in it. Both are NULL
-- without files; a picture shows a title when they are the same.
-- `IS TRUE`: see library_titles.sql. A range of paths is served by an index; `0` comes right after `/`.
CREATE OR REPLACE FUNCTION titles_beside(folder text, stem text, OUT first bigint, OUT last bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT min(item.media_id), max(item.media_id)
        FROM library_items AS item
        WHERE (item.match_state = 'matched') IS TRUE
          AND item.absolute_path ~>=~ (folder || '/' || coalesce(stem || '.', ''))
          AND item.absolute_path ~<~ (folder || coalesce('/' || stem || '/', '0'))
          AND (stem IS NULL OR substr(item.absolute_path, length(folder || stem) + 3) !~ '[./]')
    $$;

-- Pictures that show a title, or one of its seasons: in the folder of a file and in the one above.
CREATE OR REPLACE FUNCTION pictures_beside(media_id bigint) RETURNS SETOF library_pictures
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT picture.*
        FROM (
            SELECT folder_of(item.absolute_path) AS folder
            FROM library_items AS item
            WHERE item.media_id = $1 AND (item.match_state = 'matched') IS TRUE
            UNION
            SELECT folder_of(folder_of(item.absolute_path))
            FROM library_items AS item
            WHERE item.media_id = $1 AND (item.match_state = 'matched') IS TRUE
        ) AS near
        JOIN library_pictures AS picture ON picture.folder = near.folder
        CROSS JOIN LATERAL titles_beside(picture.folder, picture.stem) AS beside
        WHERE picture.digest IS NOT NULL AND beside.first = $1 AND beside.last = $1
    $$;

-- The address of the picture that a title shows, as `proxy_urls` reads it. One that is named after
-- the file of a film is preferred.
CREATE OR REPLACE FUNCTION local_picture_url(media_id bigint, media_type text, kind text)
    RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT 'local:' || picture.digest || '.jpg'
        FROM pictures_beside($1) AS picture
        WHERE picture.kind = $3 AND picture.season IS NULL
          AND (picture.stem IS NULL OR media_type = 'movie')
        ORDER BY picture.stem IS NULL, length(picture.folder), picture.preference, picture.path
        LIMIT 1
    $$;

-- The posters of a show's seasons; one in the season's own folder is preferred.
CREATE OR REPLACE FUNCTION local_season_posters(media_id bigint)
    RETURNS TABLE (season_number smallint, url text)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT DISTINCT ON (picture.season) picture.season, 'local:' || picture.digest || '.jpg'
        FROM pictures_beside($1) AS picture
        WHERE picture.season IS NOT NULL
        ORDER BY picture.season, length(picture.folder) DESC, picture.preference, picture.path
    $$;

-- The picture that is named after an episode's file; no row when there is none.
CREATE OR REPLACE FUNCTION local_still(item_id uuid) RETURNS TABLE (url text)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT 'local:' || picture.digest || '.jpg'
        FROM library_items AS item
        JOIN library_pictures AS picture
            ON picture.folder = folder_of(item.absolute_path)
            AND picture.stem = regexp_replace(item.absolute_path, '^.*/|\.[^./]*$', '', 'g')
        WHERE item.id = $1 AND picture.kind = 'still' AND picture.digest IS NOT NULL
        ORDER BY picture.preference, picture.path
        LIMIT 1
    $$;

-- A poster without regard to files: the address that the sources said, which others can read too.
CREATE OR REPLACE FUNCTION sources_poster_url(media_id bigint, poster_url text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN starts_with($2, 'local:') THEN (
                SELECT known.sources_url
                FROM title_local_pictures AS known
                WHERE known.media_id = $1 AND known.field = 'poster_url'
            )
            ELSE $2
        END
    $$;

-- Give these titles the pictures that are beside their files now; returns the ids of the changed ones.
CREATE OR REPLACE FUNCTION refresh_local_pictures(ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql
    AS $$
    DECLARE
        one record;
        shown_url text;
    BEGIN
        FOR one IN
            SELECT media.id, field.name, field.kind, known.url, known.sources_url,
                   lock.field IS NOT NULL AS is_locked,
                   CASE WHEN lock.field IS NULL THEN field.stored_url ELSE lock.before #>> '{}' END AS provider_url,
                   local_picture_url(media.id, media.media_type, field.kind) AS found
            FROM media_items AS media
            CROSS JOIN LATERAL (
                VALUES ('poster_url', 'poster', media.poster_url),
                       ('backdrop_url', 'backdrop', media.backdrop_url),
                       ('logo_url', 'logo', media.logo_url)
            ) AS field (name, kind, stored_url)
            LEFT JOIN title_local_pictures AS known
                ON known.media_id = media.id AND known.field = field.name
            LEFT JOIN title_locks AS lock ON lock.media_id = media.id AND lock.field = field.name
            WHERE media.id = ANY(ids)
            ORDER BY media.id, field.name
        LOOP
            CONTINUE WHEN one.found = one.url AND one.found = one.provider_url
                OR (one.found IS NULL AND one.url IS NULL AND starts_with(one.provider_url, 'local:') IS NOT TRUE);
            -- The picture before is none of the sources', nor is one that an undo brought back.
            IF one.provider_url = one.url OR starts_with(one.provider_url, 'local:') THEN
                one.provider_url := one.sources_url;
            END IF;
            shown_url := coalesce(one.found, one.provider_url);
            IF one.found IS NULL THEN
                UPDATE title_local_pictures
                SET url = NULL, sources_url = one.provider_url, changed_at = clock_timestamp()
                WHERE media_id = one.id AND field = one.name;
            ELSE
                INSERT INTO title_local_pictures AS known (
                    media_id, field, url, sources_url, changed_at
                )
                VALUES (one.id, one.name, one.found, one.provider_url, clock_timestamp())
                ON CONFLICT (media_id, field) DO UPDATE
                SET url = excluded.url, sources_url = excluded.sources_url,
                    changed_at = excluded.changed_at;
            END IF;
            IF one.is_locked THEN
                UPDATE title_locks SET before = coalesce(to_jsonb(shown_url), 'null')
                WHERE media_id = one.id AND field = one.name;
            ELSIF one.name = 'poster_url' THEN
                UPDATE media_items SET poster_url = shown_url, updated_at = now() WHERE id = one.id;
            ELSIF one.name = 'backdrop_url' THEN
                UPDATE media_items SET backdrop_url = shown_url, updated_at = now() WHERE id = one.id;
            ELSE
                UPDATE media_items SET logo_url = shown_url, updated_at = now() WHERE id = one.id;
            END IF;
            RETURN NEXT one.id;
        END LOOP;
    END
    $$;

-- Titles of files that came, went, moved or were matched anew, and their neighbours in the folder: a
-- picture of a folder shows nothing when there are two titles in it.
CREATE OR REPLACE FUNCTION library_items_show_pictures() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        titles bigint[];
        paths text[];
    BEGIN
        IF NOT EXISTS (SELECT FROM library_pictures) THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT media_id), array_agg(absolute_path) INTO titles, paths
            FROM after_change
            WHERE match_state = 'matched';
        ELSIF TG_OP = 'DELETE' THEN
            SELECT array_agg(DISTINCT media_id), array_agg(absolute_path) INTO titles, paths
            FROM before_change
            WHERE match_state = 'matched';
        ELSE
            SELECT array_agg(DISTINCT side.media_id), array_agg(side.absolute_path)
            INTO titles, paths
            FROM before_change AS b
            JOIN after_change AS a ON a.id = b.id
            CROSS JOIN LATERAL (
                VALUES (b.media_id, b.absolute_path), (a.media_id, a.absolute_path)
            ) AS side (media_id, absolute_path)
            WHERE (b.media_id, b.match_state, b.absolute_path)
                IS DISTINCT FROM (a.media_id, a.match_state, a.absolute_path);
        END IF;
        IF paths IS NOT NULL THEN
            PERFORM refresh_local_pictures(titles || ARRAY(
                SELECT DISTINCT unnest(ARRAY[beside.first, beside.last])
                FROM (
                    SELECT folder_of(path) AS folder FROM unnest(paths) AS path
                    UNION
                    SELECT folder_of(folder_of(path)) FROM unnest(paths) AS path
                ) AS near
                JOIN library_pictures AS picture
                    ON picture.folder = near.folder AND picture.stem IS NULL
                CROSS JOIN LATERAL titles_beside(picture.folder, NULL) AS beside
            ));
        END IF;
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER library_items_show_pictures_inserted
    AFTER INSERT ON library_items
    REFERENCING NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_show_pictures();
CREATE OR REPLACE TRIGGER library_items_show_pictures_updated
    AFTER UPDATE ON library_items
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_show_pictures();
CREATE OR REPLACE TRIGGER library_items_show_pictures_deleted
    AFTER DELETE ON library_items
    REFERENCING OLD TABLE AS before_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_show_pictures();
