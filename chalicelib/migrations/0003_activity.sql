-- What a person did: keyed by person and title (or episode), newest first.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_watch_later (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX user_watch_later_newest ON user_watch_later (user_id, updated_at DESC, media_id);

CREATE TABLE user_progress (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id         bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    episode_id       bigint      REFERENCES show_episodes (id) ON DELETE CASCADE,
    position_seconds integer     NOT NULL CHECK (position_seconds >= 0),
    duration_seconds integer     NOT NULL CHECK (duration_seconds > 0),
    hidden_at        timestamptz,
    completed_at     timestamptz,
    updated_at       timestamptz NOT NULL,
    CHECK (position_seconds <= duration_seconds),
    CONSTRAINT user_progress_one_position UNIQUE NULLS NOT DISTINCT (user_id, media_id, episode_id)
);
CREATE INDEX user_progress_newest ON user_progress (user_id, updated_at DESC);

CREATE TABLE user_watched (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    episode_id bigint      REFERENCES show_episodes (id) ON DELETE CASCADE,
    watched_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT user_watched_once UNIQUE NULLS NOT DISTINCT (user_id, media_id, episode_id)
);
CREATE INDEX user_watched_newest ON user_watched (user_id, updated_at DESC);
