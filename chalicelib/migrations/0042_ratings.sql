-- What a person thinks of a title: a rating of it, of a season or an episode, and favorites.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_ratings (
    id            bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id      bigint       NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    season_number smallint     CHECK (season_number >= 0),
    episode_id    bigint       REFERENCES show_episodes (id) ON DELETE CASCADE,
    rating        numeric(3,1) NOT NULL,
    updated_at    timestamptz  NOT NULL,
    CONSTRAINT user_ratings_are_halves_up_to_ten
        CHECK (rating BETWEEN 0.5 AND 10 AND rating * 2 = trunc(rating * 2)),
    CONSTRAINT user_ratings_are_of_one_part CHECK (num_nonnulls(season_number, episode_id) <= 1),
    CONSTRAINT user_ratings_once
        UNIQUE NULLS NOT DISTINCT (user_id, media_id, season_number, episode_id)
);
CREATE INDEX user_ratings_newest ON user_ratings (user_id, updated_at DESC);
CREATE INDEX user_ratings_by_media ON user_ratings (media_id);
CREATE INDEX user_ratings_by_episode ON user_ratings (episode_id) WHERE episode_id IS NOT NULL;

CREATE TABLE user_favorites (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX user_favorites_newest ON user_favorites (user_id, updated_at DESC, media_id);
CREATE INDEX user_favorites_by_media ON user_favorites (media_id);

-- The rows before a change, with the value that the change gave them.
ALTER TABLE user_changes
    ADD COLUMN ratings   jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN favorites jsonb NOT NULL DEFAULT '[]';
