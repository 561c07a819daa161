-- Who asked for a converted copy: it stays while one of them wants it.
SET LOCAL lock_timeout = '4s';

CREATE TABLE converted_copy_requests (
    copy_id      uuid        NOT NULL REFERENCES converted_copies (id) ON DELETE CASCADE,
    -- Without a user: prepared while the server was idle, or asked for by an account that is deleted.
    user_id      uuid        REFERENCES users (id) ON DELETE SET NULL,
    requested_at timestamptz NOT NULL,
    CONSTRAINT "a user asks for a copy once" UNIQUE (copy_id, user_id)
);
CREATE INDEX converted_copy_requests_by_user
    ON converted_copy_requests (user_id) WHERE user_id IS NOT NULL;

INSERT INTO converted_copy_requests (copy_id, user_id, requested_at)
SELECT id, user_id, created_at
FROM converted_copies;

ALTER TABLE converted_copies
    DROP COLUMN user_id,
    -- What a copy that is being made makes way for.
    ADD COLUMN waits_for text NOT NULL DEFAULT ''
        CHECK (waits_for IN ('', 'viewers', 'downloads', 'requests'));
