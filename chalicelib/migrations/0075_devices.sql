-- The browsers in which people play, and what each can play. An id is that of a browser, which
-- several people may use: each has a row of their own.
SET LOCAL lock_timeout = '4s';

CREATE TABLE devices (
    user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id           uuid        NOT NULL,
    name         text        NOT NULL CHECK (name <> ''),
    browser      text        NOT NULL, -- in plain words, of the User-Agent header
    kind         text        NOT NULL,
    capabilities jsonb       NOT NULL,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
