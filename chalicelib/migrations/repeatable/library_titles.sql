-- What is counted of a title's files (library_titles). This file is applied again whenever it
-- changes; the migration then counts every title anew, in batches.
SET LOCAL lock_timeout = '4s';

-- `IS TRUE`: an index of the state serves none of these, and `OFFSET 0`: no join of all files does.
-- Until a new library is analyzed, or when it was before its files were matched, either looks as good
-- as a look at the files of each title, and each change would read every matched file.

-- Which file holds what of a title: the film, or an episode. The one place that knows. The parts
-- of one copy of a film are one version.
CREATE OR REPLACE VIEW library_parts AS
SELECT item.media_id, item.id AS item_id, item.episode_id,
       coalesce(nullif(item.part_set, ''), item.id::text) AS version, item.missing_since
FROM library_items AS item
WHERE (item.match_state = 'matched') IS TRUE
UNION ALL
SELECT item.media_id, item.id, more.episode_id, item.id::text, item.missing_since
FROM library_item_episodes AS more
JOIN library_items AS item ON item.id = more.item_id
WHERE (item.match_state = 'matched') IS TRUE;

-- The folded names that a title is found by in the library, in every language.
CREATE OR REPLACE FUNCTION library_search_text(of_title bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT concat_ws(' ', fold(media.title), fold(media.original_title), translated.names)
    FROM media_items AS media
    CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT fold(translation.title), ' ') AS names
        FROM media_translations AS translation
        WHERE translation.media_id = media.id
          AND translation.title NOT IN ('', media.title, coalesce(media.original_title, ''))
    ) AS translated
    WHERE media.id = of_title
    $$;

-- Count these titles; those without files lose their row.
CREATE OR REPLACE FUNCTION recount_library_titles(ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF cardinality(ids) = 0 THEN
            RETURN;
        END IF;
        -- A row each, locked in one order and before anything is counted: of two transactions with
        -- files of one title, the second one counts those of the first.
        INSERT INTO library_titles (media_id, media_type, sort_title, search_text)
        SELECT media.id, media.media_type, '', ''
        FROM media_items AS media
        WHERE media.id = ANY(ids)
          AND EXISTS (
              SELECT FROM library_items AS item
              WHERE item.media_id = media.id AND (item.match_state = 'matched') IS TRUE
              OFFSET 0
          )
          AND NOT EXISTS (SELECT FROM library_titles AS known WHERE known.media_id = media.id)
        ORDER BY media.id
        ON CONFLICT DO NOTHING;
        PERFORM FROM library_titles WHERE media_id = ANY(ids) ORDER BY media_id FOR UPDATE;

        DELETE FROM library_titles AS title
        WHERE title.media_id = ANY(ids)
          AND NOT EXISTS (
              SELECT FROM library_items AS item
              WHERE item.media_id = title.media_id AND (item.match_state = 'matched') IS TRUE
              OFFSET 0
          );
        UPDATE library_titles AS title
        SET media_type = media.media_type,
            sort_title = regexp_replace(fold(media.title), '^(the|a|an) +(?=.)', ''),
            search_text = library_search_text(media.id),
            year = coalesce(media.year, 0),
            rating = coalesce(
                (SELECT score.rating FROM media_scores AS score WHERE score.media_id = media.id), 0
            ),
            files = total.files,
            missing_files = total.missing_files,
            size_bytes = total.size_bytes,
            added_at = total.added_at,
            versions = part.versions,
            episodes = part.episodes,
            seasons = part.seasons,
            picture_lines = best.picture_lines,
            resolution = best.resolution_label,
            hdr = best.hdr,
            video_codec = best.video_codec,
            audio_codec = best.audio_codec,
            facets = facet.names
        FROM media_items AS media
        CROSS JOIN LATERAL (
            SELECT count(*) AS files, count(item.missing_since) AS missing_files,
                   coalesce(
                       sum(item.file_size_bytes) FILTER (WHERE item.missing_since IS NULL), 0
                   ) AS size_bytes, -- missing files take no room
                   max(item.discovered_at) AS added_at
            FROM library_items AS item
            WHERE item.media_id = media.id AND (item.match_state = 'matched') IS TRUE
        ) AS total
        CROSS JOIN LATERAL (
            SELECT max(each.files_at_hand) AS versions,
                   count(*) FILTER (WHERE episode.season_number > 0) AS episodes,
                   coalesce(
                       array_agg(DISTINCT episode.season_number::integer)
                           FILTER (WHERE episode.season_number > 0),
                       '{}'
                   ) AS seasons
            FROM (
                SELECT part.episode_id,
                       count(DISTINCT part.version) FILTER (WHERE part.missing_since IS NULL)
                           AS files_at_hand
                FROM library_parts AS part
                WHERE part.media_id = media.id
                GROUP BY part.episode_id
            ) AS each
            LEFT JOIN show_episodes AS episode ON episode.id = each.episode_id
        ) AS part
        CROSS JOIN LATERAL (
            SELECT item.resolution_label, item.hdr, item.video_codec, item.audio_codec,
                   picture_lines(item.resolution_label) AS picture_lines
            FROM library_items AS item
            WHERE item.media_id = media.id AND (item.match_state = 'matched') IS TRUE
            ORDER BY item.missing_since NULLS FIRST, picture_lines(item.resolution_label) DESC,
                item.file_size_bytes DESC
            LIMIT 1
        ) AS best
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT found.name) AS names
            FROM (
                SELECT 'kind:' || media.media_type AS name
                UNION ALL
                -- A game for two systems is there twice for good.
                -- Two editions are two films, and each episode of a file may be the only one.
                SELECT 'state:duplicates'
                WHERE part.versions > 1 AND media.media_type <> 'game' AND EXISTS (
                    SELECT
                    FROM library_parts AS copy
                    JOIN library_items AS item ON item.id = copy.item_id
                    WHERE copy.media_id = media.id AND copy.missing_since IS NULL
                      AND NOT EXISTS (
                          SELECT FROM library_item_episodes AS more WHERE more.item_id = item.id
                      )
                    GROUP BY copy.episode_id, item.editions
                    HAVING count(DISTINCT copy.version) > 1
                )
                UNION ALL
                SELECT 'state:missing' WHERE total.missing_files > 0
                UNION ALL
                SELECT unnest(ARRAY[
                    'resolution:' || resolution_class(item.resolution_label),
                    'hdr:' || nullif(item.hdr, ''),
                    'codec:' || nullif(item.video_codec, ''),
                    'audio:' || nullif(item.audio_codec, '')
                ])
                FROM library_items AS item
                WHERE item.media_id = media.id AND (item.match_state = 'matched') IS TRUE
                UNION ALL
                SELECT 'language:' || stream.language
                FROM library_items AS item
                JOIN library_streams AS stream ON stream.library_item_id = item.id
                WHERE item.media_id = media.id AND (item.match_state = 'matched') IS TRUE
                  AND stream.stream_type = 'audio' AND stream.language NOT IN ('', 'und')
            ) AS found
            WHERE found.name IS NOT NULL
        ) AS facet
        WHERE media.id = title.media_id AND title.media_id = ANY(ids);
    END
    $$;

-- The lines of a label: 1080 of `1080p`; 0 while a file was not probed.
CREATE OR REPLACE FUNCTION picture_lines(label text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(substring(label FROM '^\d{1,5}')::integer, 0) $$;

-- What people filter by; NULL while a file was not probed.
CREATE OR REPLACE FUNCTION resolution_class(label text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE
        WHEN picture_lines(label) >= 2160 THEN '2160p'
        WHEN picture_lines(label) >= 1080 THEN '1080p'
        WHEN picture_lines(label) >= 720 THEN '720p'
        WHEN picture_lines(label) > 0 THEN 'sd'
    END $$;

CREATE OR REPLACE FUNCTION library_items_count_titles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            PERFORM recount_library_titles(ARRAY(SELECT DISTINCT media_id FROM after_change));
        ELSIF TG_OP = 'DELETE' THEN
            PERFORM recount_library_titles(ARRAY(SELECT DISTINCT media_id FROM before_change));
        ELSE
            PERFORM recount_library_titles(ARRAY(
                SELECT unnest(ARRAY[b.media_id, a.media_id])
                FROM before_change AS b
                JOIN after_change AS a ON a.id = b.id
                -- Most updates change nothing that is counted.
                WHERE (b.media_id, b.episode_id, b.match_state, b.file_size_bytes, b.discovered_at,
                       b.resolution_label, b.hdr, b.video_codec, b.audio_codec, b.missing_since,
                       b.part_set, b.editions)
                    IS DISTINCT FROM
                      (a.media_id, a.episode_id, a.match_state, a.file_size_bytes, a.discovered_at,
                       a.resolution_label, a.hdr, a.video_codec, a.audio_codec, a.missing_since,
                       a.part_set, a.editions)
            ));
        END IF;
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER library_items_count_inserted
    AFTER INSERT ON library_items
    REFERENCING NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_count_titles();
CREATE OR REPLACE TRIGGER library_items_count_updated
    AFTER UPDATE ON library_items
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_count_titles();
CREATE OR REPLACE TRIGGER library_items_count_deleted
    AFTER DELETE ON library_items
    REFERENCING OLD TABLE AS before_change
    FOR EACH STATEMENT EXECUTE FUNCTION library_items_count_titles();

-- Episodes of a file after its first one.
CREATE OR REPLACE FUNCTION library_item_episodes_count_titles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM recount_library_titles(ARRAY(
            SELECT DISTINCT item.media_id
            FROM changed AS more
            JOIN library_items AS item ON item.id = more.item_id
        ));
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER library_item_episodes_count_inserted
    AFTER INSERT ON library_item_episodes
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_item_episodes_count_titles();
CREATE OR REPLACE TRIGGER library_item_episodes_count_deleted
    AFTER DELETE ON library_item_episodes
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_item_episodes_count_titles();

-- Languages arrive with the streams, after the probe of their file was stored.
CREATE OR REPLACE FUNCTION library_streams_count_titles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM recount_library_titles(ARRAY(
            SELECT DISTINCT item.media_id
            FROM changed AS stream
            JOIN library_items AS item ON item.id = stream.library_item_id
            JOIN library_titles AS title ON title.media_id = item.media_id
            WHERE stream.stream_type = 'audio'
              AND (TG_OP = 'DELETE' OR NOT title.facets @> ARRAY['language:' || stream.language])
        ));
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER library_streams_count_inserted
    AFTER INSERT ON library_streams
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_streams_count_titles();
CREATE OR REPLACE TRIGGER library_streams_count_deleted
    AFTER DELETE ON library_streams
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_streams_count_titles();

-- What a row has of the catalogue.
CREATE OR REPLACE FUNCTION library_titles_follow_title() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM recount_library_titles(ARRAY[NEW.id]);
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER media_items_rename_library_titles
    AFTER UPDATE OF title, original_title, year, media_type ON media_items
    FOR EACH ROW
    WHEN ((OLD.title, OLD.original_title, OLD.year, OLD.media_type)
        IS DISTINCT FROM (NEW.title, NEW.original_title, NEW.year, NEW.media_type))
    EXECUTE FUNCTION library_titles_follow_title();

CREATE OR REPLACE FUNCTION library_titles_follow_translations() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE library_titles
        SET search_text = library_search_text(media_id)
        WHERE media_id IN (SELECT media_id FROM changed);
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER media_translations_name_inserted
    AFTER INSERT ON media_translations
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_titles_follow_translations();
CREATE OR REPLACE TRIGGER media_translations_name_updated
    AFTER UPDATE ON media_translations
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_titles_follow_translations();
CREATE OR REPLACE TRIGGER media_translations_name_deleted
    AFTER DELETE ON media_translations
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION library_titles_follow_translations();

CREATE OR REPLACE FUNCTION library_titles_follow_rating() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE library_titles SET rating = coalesce(NEW.rating, 0) WHERE media_id = NEW.media_id;
        RETURN NULL;
    END
    $$;
CREATE OR REPLACE TRIGGER media_scores_rate_library_titles
    AFTER UPDATE OF rating ON media_scores
    FOR EACH ROW WHEN (OLD.rating IS DISTINCT FROM NEW.rating)
    EXECUTE FUNCTION library_titles_follow_rating();

-- Count the next titles by their ids, at most so many; the last id, NULL after the last title.
CREATE OR REPLACE FUNCTION recount_next_library_titles(after bigint, most integer) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
    DECLARE
        ids bigint[];
    BEGIN
        ids := ARRAY(
            (
                SELECT DISTINCT media_id FROM library_items
                WHERE media_id > after AND match_state = 'matched'
                ORDER BY media_id
                LIMIT most
            )
            UNION
            (SELECT media_id FROM library_titles WHERE media_id > after ORDER BY media_id LIMIT most)
            ORDER BY media_id
            LIMIT most
        );
        PERFORM recount_library_titles(ids);
        RETURN ids[cardinality(ids)];
    END
    $$;
