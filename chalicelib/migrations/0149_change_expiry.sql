-- How long a change can be undone is up to what was changed: a folder matched by hand for a week.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_changes
    ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval '30 seconds';
