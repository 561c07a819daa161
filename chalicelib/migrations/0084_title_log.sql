-- What a user thought of a title over time: the status and the rating of a moment replace those before
-- in their own tables. Of several platforms a game is owned on; the game being played now.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_title_moves (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id      bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    season_number smallint,
    episode_id    bigint      REFERENCES show_episodes (id) ON DELETE CASCADE,
    kind          text        NOT NULL CHECK (kind IN ('status', 'game', 'rating')),
    value         text,       -- null: it was taken back
    at            timestamptz NOT NULL,
    -- Of the transaction that moved it: undoing its change forgets the move too.
    xact          xid8        NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX user_title_moves_of_title ON user_title_moves (user_id, media_id, at DESC);
CREATE INDEX user_title_moves_by_media ON user_title_moves (media_id);
CREATE INDEX user_title_moves_by_episode ON user_title_moves (episode_id)
    WHERE episode_id IS NOT NULL;

INSERT INTO user_title_moves (user_id, media_id, kind, value, at)
SELECT user_id, media_id, 'status', status, updated_at FROM user_statuses
UNION ALL
SELECT user_id, media_id, 'game', status, moved_at FROM user_games;
INSERT INTO user_title_moves (user_id, media_id, season_number, episode_id, kind, value, at)
SELECT user_id, media_id, season_number, episode_id, 'rating', rating::text, updated_at
FROM user_ratings;

-- Arguments: the kind, the column of the value, the column of the moment.
CREATE FUNCTION remember_title_move() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    is_gone CONSTANT boolean := TG_OP = 'DELETE';
    moved   CONSTANT jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    -- Rows that go with their user, title or episode are not taken back by anybody.
    INSERT INTO user_title_moves (user_id, media_id, season_number, episode_id, kind, value, at)
    SELECT u.id, m.id, (moved ->> 'season_number')::smallint, e.id, TG_ARGV[0],
           CASE WHEN NOT is_gone THEN moved ->> TG_ARGV[1] END,
           CASE WHEN is_gone THEN now() ELSE (moved ->> TG_ARGV[2])::timestamptz END
    FROM users AS u
    JOIN media_items AS m ON m.id = (moved ->> 'media_id')::bigint
    LEFT JOIN show_episodes AS e ON e.id = (moved ->> 'episode_id')::bigint
    WHERE u.id = (moved ->> 'user_id')::uuid
      AND (moved ->> 'episode_id' IS NULL OR e.id IS NOT NULL);
    RETURN NULL;
END
$$;

CREATE TRIGGER user_statuses_are_remembered AFTER INSERT OR DELETE ON user_statuses
    FOR EACH ROW EXECUTE FUNCTION remember_title_move('status', 'status', 'updated_at');
CREATE TRIGGER user_statuses_are_remembered_anew AFTER UPDATE OF status ON user_statuses
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION remember_title_move('status', 'status', 'updated_at');
CREATE TRIGGER user_games_are_remembered AFTER INSERT OR DELETE ON user_games
    FOR EACH ROW EXECUTE FUNCTION remember_title_move('game', 'status', 'moved_at');
CREATE TRIGGER user_games_are_remembered_anew AFTER UPDATE OF status ON user_games
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION remember_title_move('game', 'status', 'moved_at');
CREATE TRIGGER user_ratings_are_remembered AFTER INSERT OR DELETE ON user_ratings
    FOR EACH ROW EXECUTE FUNCTION remember_title_move('rating', 'rating', 'updated_at');
CREATE TRIGGER user_ratings_are_remembered_anew AFTER UPDATE OF rating ON user_ratings
    FOR EACH ROW WHEN (OLD.rating IS DISTINCT FROM NEW.rating)
    EXECUTE FUNCTION remember_title_move('rating', 'rating', 'updated_at');

ALTER TABLE user_changes ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();

-- Null: added before this was known.
ALTER TABLE collection_items ADD COLUMN added_at timestamptz;
ALTER TABLE collection_items ALTER COLUMN added_at SET DEFAULT now();

-- Beside the one it is played on.
ALTER TABLE user_games ADD COLUMN more_platforms text[] NOT NULL DEFAULT '{}';

-- A game that is being played now: a session once it ends.
CREATE TABLE user_game_timers (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX user_game_timers_by_media ON user_game_timers (media_id);

ALTER TABLE history_import_rows
    DROP CONSTRAINT history_import_rows_kind_check,
    ADD CONSTRAINT history_import_rows_kind_check CHECK (kind IN (
        'play', 'rating', 'later', 'favorite', 'status', 'position', 'game', 'list', 'review', 'tag',
        'other'
    ));
