-- Who watches a title together with the person whose player reports the position.
SET LOCAL lock_timeout = '4s';

CREATE TABLE shared_viewings (
    id         uuid        PRIMARY KEY,
    user_id    uuid        NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE, -- whose player
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX shared_viewings_by_media ON shared_viewings (media_id);

-- The others, each of them with one viewing at a time.
CREATE TABLE shared_viewing_companions (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    viewing_id uuid NOT NULL REFERENCES shared_viewings (id) ON DELETE CASCADE
);
CREATE INDEX shared_viewing_companions_by_viewing ON shared_viewing_companions (viewing_id);
