-- Which of several files of a title or an episode is played. This file is applied again whenever
-- it changes.

-- Whether a file is too short to be the title: a quarter of its length. 0 and NULL: not known.
CREATE OR REPLACE FUNCTION is_sample(duration_s integer, runtime_minutes integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT duration_s > 0 AND 4 * duration_s < 60 * coalesce(runtime_minutes, 0) $$;

-- The best version has the highest rank: a first part before the others, what is there before what
-- is missing and has no copy, the right length first, then what a browser plays without conversion,
-- then the picture. Of a film of two hours, 24 minutes more or less are the same film; of a short
-- one, a third of its length.
CREATE OR REPLACE FUNCTION version_rank(item library_items, runtime_minutes integer)
    RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ARRAY[
        -coalesce(item.part_number, 1),
        (item.missing_since IS NULL OR item.stored_at IS NOT NULL)::integer,
        CASE
            WHEN item.part_number IS NULL
                AND is_sample(item.duration_seconds, runtime_minutes) THEN 0
            WHEN item.duration_seconds = 0 OR coalesce(runtime_minutes, 0) = 0
                OR item.part_number IS NOT NULL THEN 2
            WHEN abs(item.duration_seconds - 60 * runtime_minutes)
                <= greatest(12 * runtime_minutes, least(600, 20 * runtime_minutes)) THEN 3
            WHEN 2 * item.duration_seconds >= 60 * runtime_minutes THEN 2  -- another cut
            ELSE 1
        END,
        (
            item.container_format IN ('mp4', 'webm', 'mkv')
            AND item.video_codec IN ('h264', 'vp8', 'vp9', 'av1')
            AND item.audio_codec IN ('', 'aac', 'mp3', 'opus', 'vorbis', 'flac')
        )::integer,
        item.height,
        (item.file_size_bytes / 125 / greatest(item.duration_seconds, 1))::integer  -- kbit/s
    ] $$;

-- The folders and mount points of the library that are away, each with a slash at its end. Named as
-- `(SELECT library_away())`, it is read once for a statement.
CREATE OR REPLACE FUNCTION library_away() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(array_agg(point || '/'), '{}')
        FROM library_roots CROSS JOIN unnest(away) AS point $$;

-- Whether a file can be read now, and so may be offered for playing: it has a copy, or is neither
-- missing nor below a path of `away`. An expression alone, so that the planner puts it in place.
CREATE OR REPLACE FUNCTION is_at_hand(item library_items, away text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT item.stored_at IS NOT NULL
        OR item.missing_since IS NULL AND NOT item.absolute_path ^@ ANY (away) $$;

-- Why a file is not at hand: the outermost path of `away` above it, or empty for a missing file.
-- NULL for a file at hand.
CREATE OR REPLACE FUNCTION absent_in(item library_items, away text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN NOT is_at_hand(item, away) THEN coalesce(
        (SELECT min(point) FROM unnest(away) AS point WHERE item.absolute_path ^@ point), ''
    ) END $$;

-- The parts of a film in several files that are not at hand while others are: between or before
-- known ones, not found, away or deleted. Empty for a file that is the only part: its number may
-- belong to the name.
CREATE OR REPLACE FUNCTION missing_parts(item library_items, away text[]) RETURNS integer[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT coalesce(array_agg(number ORDER BY number), '{}')
        FROM (
            SELECT array_agg(part.part_number) FILTER (
                    WHERE part.match_state = 'matched' AND is_at_hand(part, away)
                ) AS at_hand,
                max(part.part_number) AS last
            FROM library_items AS part
            WHERE part.media_id = item.media_id AND part.part_set = item.part_set
                AND part.part_number IS NOT NULL AND part.match_state IN ('matched', 'recycled')
            HAVING count(DISTINCT part.part_number) > 1
        ) AS known
        CROSS JOIN generate_series(1, last) AS number
        WHERE number <> ALL (at_hand)
    $$;

-- Where a version begins, when the viewing of any version has come to `position_s`: at the start
-- when it is over by then, or much shorter than what was watched.
CREATE OR REPLACE FUNCTION version_position(
    position_s integer, watched_s integer, duration_s integer
) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE
        WHEN duration_s > 0 AND (position_s >= duration_s OR 2 * duration_s < watched_s) THEN 0
        ELSE coalesce(position_s, 0)
    END $$;

-- The files of titles: a row for each episode of a file. What lists and pages show as owned.
CREATE OR REPLACE VIEW library_shelf AS
    SELECT item.id, item.media_id, item.episode_id, item.probe_error, item.duration_seconds,
        item.discovered_at, item AS file
    FROM library_items AS item
    WHERE item.match_state = 'matched'
    UNION ALL
    SELECT item.id, item.media_id, more.episode_id, item.probe_error, item.duration_seconds,
        item.discovered_at, item
    FROM library_item_episodes AS more
    JOIN library_items AS item ON item.id = more.item_id
    WHERE item.match_state = 'matched';
