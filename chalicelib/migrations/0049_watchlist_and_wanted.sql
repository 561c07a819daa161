-- The shows and people a person follows, and the films and episodes they want.
SET LOCAL lock_timeout = '4s';

-- What was decided; running shows of the library are followed without a row. See followed_shows().
CREATE TABLE user_follows (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      REFERENCES media_items (id) ON DELETE CASCADE,
    person_id  bigint      REFERENCES people (id) ON DELETE CASCADE,
    state      text        NOT NULL CHECK (state IN ('follow', 'mute')),
    updated_at timestamptz NOT NULL,
    CONSTRAINT user_follows_have_a_title_or_a_person CHECK (num_nonnulls(media_id, person_id) = 1),
    CONSTRAINT user_follows_mute_no_people CHECK (person_id IS NULL OR state = 'follow'),
    CONSTRAINT user_follows_once UNIQUE NULLS NOT DISTINCT (user_id, media_id, person_id)
);
CREATE INDEX user_follows_by_media ON user_follows (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX user_follows_by_person ON user_follows (person_id) WHERE person_id IS NOT NULL;

-- A film, or an episode. What the library has of it is computed; so is what has not aired.
CREATE TABLE user_wanted (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id    bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    episode_id  bigint      REFERENCES show_episodes (id) ON DELETE CASCADE,
    -- Not wanted, although user_wanted_upcoming has its show.
    is_excluded boolean     NOT NULL DEFAULT false,
    source      text        NOT NULL CHECK (source IN ('hand', 'follow', 'import')),
    added_at    timestamptz NOT NULL,
    CONSTRAINT user_wanted_exclude_episodes_only CHECK (NOT is_excluded OR episode_id IS NOT NULL)
);
CREATE UNIQUE INDEX user_wanted_one_per_movie ON user_wanted (user_id, media_id)
    WHERE episode_id IS NULL;
CREATE UNIQUE INDEX user_wanted_one_per_episode ON user_wanted (user_id, episode_id)
    WHERE episode_id IS NOT NULL;
CREATE INDEX user_wanted_of_user ON user_wanted (user_id, media_id);
CREATE INDEX user_wanted_by_media ON user_wanted (media_id);
CREATE INDEX user_wanted_by_episode ON user_wanted (episode_id) WHERE episode_id IS NOT NULL;

-- Every episode that airs from a day on is wanted, of a season or, without one, of the show.
CREATE TABLE user_wanted_upcoming (
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id      bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    season_number smallint    CHECK (season_number >= 0),
    since         date        NOT NULL,
    added_at      timestamptz NOT NULL,
    CONSTRAINT user_wanted_upcoming_once UNIQUE NULLS NOT DISTINCT (user_id, media_id, season_number)
);
CREATE INDEX user_wanted_upcoming_by_media ON user_wanted_upcoming (media_id);
