-- What sources said about the seasons and episodes of a show since it was matched by hand: the way
-- back.
SET LOCAL lock_timeout = '4s';

CREATE TABLE title_match_seasons (
    season_id bigint PRIMARY KEY REFERENCES show_seasons (id) ON DELETE CASCADE,
    media_id  bigint NOT NULL REFERENCES title_matches (media_id) ON DELETE CASCADE,
    before    jsonb -- the row of show_seasons; null: the match added it
);
CREATE INDEX title_match_seasons_of_title ON title_match_seasons (media_id);

CREATE TABLE title_match_episodes (
    episode_id bigint PRIMARY KEY REFERENCES show_episodes (id) ON DELETE CASCADE,
    media_id   bigint NOT NULL REFERENCES title_matches (media_id) ON DELETE CASCADE,
    before     jsonb -- the row of show_episodes; null: the match added it
);
CREATE INDEX title_match_episodes_of_title ON title_match_episodes (media_id);
