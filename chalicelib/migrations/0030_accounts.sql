-- A household's accounts: rights, pictures, disabling, invitations and links for a new password.
SET LOCAL lock_timeout = '4s';

ALTER TABLE users
    ADD COLUMN rights              text[]      NOT NULL DEFAULT '{download}',
    ADD COLUMN picture             bytea,
    ADD COLUMN password_changed_at timestamptz,
    ADD COLUMN disabled_at         timestamptz,
    ADD CONSTRAINT users_have_known_rights
        CHECK (rights <@ '{download,rescan,match,delete}');
UPDATE users SET rights = '{download,rescan,match,delete}' WHERE role = 'admin';

-- A row is deleted when somebody accepts it, so that a link works once.
CREATE TABLE invitations (
    id         uuid        PRIMARY KEY,
    token_hash bytea       NOT NULL UNIQUE,
    role       text        NOT NULL CHECK (role IN ('user', 'admin')),
    rights     text[]      NOT NULL,
    created_by uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT invitations_have_known_rights
        CHECK (rights <@ '{download,rescan,match,delete}')
);
CREATE INDEX invitations_by_creator ON invitations (created_by);

-- One link for each account; a new one replaces the one before.
CREATE TABLE password_links (
    user_id    uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea       NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL
);
