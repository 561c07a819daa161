-- Arguments: the kind, the column of the value, the column of the moment. Of each title the newest
-- 2,000 moves of a person are kept: more than a long show has episodes to rate.
CREATE OR REPLACE FUNCTION remember_title_move() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    is_gone CONSTANT boolean := TG_OP = 'DELETE';
    moved   CONSTANT jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    -- Rows that go with their user, title or episode are not taken back by any user.
    INSERT INTO user_title_moves (user_id, media_id, season_number, episode_id, kind, value, at)
    SELECT u.id, m.id, (moved ->> 'season_number')::smallint, e.id, TG_ARGV[0],
           CASE WHEN NOT is_gone THEN moved ->> TG_ARGV[1] END,
           CASE WHEN is_gone THEN now() ELSE (moved ->> TG_ARGV[2])::timestamptz END
    FROM users AS u
    JOIN media_items AS m ON m.id = (moved ->> 'media_id')::bigint
    LEFT JOIN show_episodes AS e ON e.id = (moved ->> 'episode_id')::bigint
    WHERE u.id = (moved ->> 'user_id')::uuid
      AND (moved ->> 'episode_id' IS NULL OR e.id IS NOT NULL);
    DELETE FROM user_title_moves
    WHERE id IN (
        SELECT v.id
        FROM user_title_moves AS v
        WHERE v.user_id = (moved ->> 'user_id')::uuid
          AND v.media_id = (moved ->> 'media_id')::bigint
        ORDER BY v.at DESC
        OFFSET 2000
    );
    RETURN NULL;
END
$$;
