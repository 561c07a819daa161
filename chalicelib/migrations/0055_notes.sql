-- What a person writes about a title: a note, a review, and tags of their own.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_notes (
    user_id             uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id            bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    note                text        NOT NULL DEFAULT '',
    note_at             timestamptz,
    review              text        NOT NULL DEFAULT '',
    review_has_spoilers boolean     NOT NULL DEFAULT false,
    review_at           timestamptz,
    updated_at          timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id),
    CONSTRAINT user_notes_say_something CHECK (note <> '' OR review <> ''),
    CONSTRAINT user_notes_know_when_they_were_written
        CHECK ((note = '') = (note_at IS NULL) AND (review = '') = (review_at IS NULL))
);
CREATE INDEX user_notes_by_media ON user_notes (media_id);

-- A tag is there as long as a title has it. A person writes it in one way: the service sees to it.
CREATE TABLE user_tags (
    user_id  uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    name     text        NOT NULL CHECK (name <> ''),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id, name)
);
CREATE INDEX user_tags_by_name ON user_tags (user_id, lower(name), added_at DESC);
CREATE INDEX user_tags_by_media ON user_tags (media_id);
