-- A secret address at which other players report what a person watches; only its SHA-256 is kept.
SET LOCAL lock_timeout = '4s';

CREATE TABLE scrobble_addresses (
    user_id       uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret_hash   bytea       NOT NULL CONSTRAINT scrobble_addresses_one_per_secret UNIQUE,
    account_name  text        NOT NULL DEFAULT '',  -- at the other server; empty: of any account
    created_at    timestamptz NOT NULL,
    last_event_at timestamptz,
    last_program  text,
    last_name     text
);

-- What a player named that is in no catalogue, so that its owner sees it.
CREATE TABLE scrobble_unknown (
    user_id uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name    text        NOT NULL,
    program text        NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, name)
);
