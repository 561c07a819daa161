-- A secret address at which calendar programs read the releases of a user; only its SHA-256 is kept.
SET LOCAL lock_timeout = '4s';

CREATE TABLE calendar_feeds (
    user_id     uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret_hash bytea       NOT NULL CONSTRAINT calendar_feeds_one_per_secret UNIQUE,
    created_at  timestamptz NOT NULL
);
