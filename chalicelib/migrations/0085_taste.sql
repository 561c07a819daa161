-- What people say about their own taste: traits they want more or less of, and what to forget.
SET LOCAL lock_timeout = '4s';

CREATE TABLE taste_rules (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    trait      text        NOT NULL, -- such as genre:horror, decade:197, person:Karl Freund
    strength   text        NOT NULL CHECK (strength IN ('more', 'less', 'never')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, trait)
);

-- Titles that say nothing about a person's taste, whatever the person did with them.
CREATE TABLE taste_forgotten (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX taste_forgotten_by_media ON taste_forgotten (media_id);
