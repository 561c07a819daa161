-- Games are played, not watched: a state, playthroughs and sessions instead of plays.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_games (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id        uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id       bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    status         text        NOT NULL CHECK (
        status IN ('wishlist', 'backlog', 'playing', 'paused', 'completed', 'dropped')
    ),
    platform       text,
    moved_at       timestamptz NOT NULL,
    -- Summaries of the playthroughs, so that shelves are read from one index.
    minutes_played integer     NOT NULL DEFAULT 0,
    last_played_at timestamptz,
    active_at      timestamptz NOT NULL,  -- moved or played last
    CONSTRAINT user_games_once UNIQUE (user_id, media_id)
);
CREATE INDEX user_games_by_shelf ON user_games (user_id, status, active_at DESC, media_id DESC);
CREATE INDEX user_games_last_played ON user_games (user_id, last_played_at DESC)
    WHERE last_played_at IS NOT NULL;
CREATE INDEX user_games_by_media ON user_games (media_id);

CREATE TABLE user_playthroughs (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id      bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    platform      text,
    started_on    date,
    finished_on   date,
    completion    text        CHECK (completion IN ('story', 'everything')),  -- NULL: not finished
    other_minutes integer     NOT NULL DEFAULT 0 CHECK (other_minutes >= 0),  -- without a session
    note          text        NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL,
    CONSTRAINT user_playthroughs_finish_after_they_start CHECK (started_on <= finished_on),
    CONSTRAINT user_playthroughs_finish_somehow
        CHECK (finished_on IS NULL OR completion IS NOT NULL)
);
CREATE INDEX user_playthroughs_of_title ON user_playthroughs (user_id, media_id, id DESC);
CREATE INDEX user_playthroughs_by_media ON user_playthroughs (media_id);

CREATE TABLE user_game_sessions (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id        uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    playthrough_id bigint      NOT NULL REFERENCES user_playthroughs (id) ON DELETE CASCADE,
    played_at      timestamptz NOT NULL,
    minutes        integer     NOT NULL CHECK (minutes > 0),
    note           text        NOT NULL DEFAULT ''
);
CREATE INDEX user_game_sessions_of_playthrough
    ON user_game_sessions (playthrough_id, played_at DESC, id DESC);
CREATE INDEX user_game_sessions_newest ON user_game_sessions (user_id, played_at DESC);

-- A played game was watched: it is completed, with one playthrough for each play.
INSERT INTO user_playthroughs (
    user_id, media_id, finished_on, completion, created_at
)
SELECT p.user_id, p.media_id,
       (nullif(p.watched_at, '-infinity') AT TIME ZONE 'UTC')::date, 'story', p.created_at
FROM user_plays AS p
JOIN media_items AS m ON m.id = p.media_id AND m.media_type = 'game'
ORDER BY p.watched_at, p.id;

INSERT INTO user_games (user_id, media_id, status, moved_at, last_played_at, active_at)
SELECT w.user_id, w.media_id, 'completed', w.updated_at, seen.at, greatest(w.updated_at, seen.at)
FROM user_watched AS w
JOIN media_items AS m ON m.id = w.media_id AND m.media_type = 'game'
CROSS JOIN LATERAL (SELECT nullif(w.last_watched_at, '-infinity') AS at) AS seen
ORDER BY w.id;

DELETE FROM user_plays AS p
USING media_items AS m
WHERE m.id = p.media_id AND m.media_type = 'game';

DELETE FROM user_watched AS w
USING media_items AS m
WHERE m.id = w.media_id AND m.media_type = 'game';

DELETE FROM user_progress AS p
USING media_items AS m
WHERE m.id = p.media_id AND m.media_type = 'game';

-- Undoing an older change would bring plays of games back.
DELETE FROM user_changes;
