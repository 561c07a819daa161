-- What a title was before a person chose its entry at the source: the way back.
SET LOCAL lock_timeout = '4s';

CREATE TABLE title_matches (
    media_id    bigint      PRIMARY KEY REFERENCES media_items (id) ON DELETE CASCADE,
    external_id text, -- the one before; null without one
    facts       jsonb       NOT NULL, -- the row of media_items
    genre_ids   bigint[]    NOT NULL, -- in order
    names       jsonb       NOT NULL, -- of media_alternate_titles: [[title, region]]
    matched_at  timestamptz NOT NULL
);
CREATE INDEX title_matches_newest ON title_matches (matched_at DESC, media_id);
