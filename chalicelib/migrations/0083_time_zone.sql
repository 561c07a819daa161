-- The time zone of a user: whether an episode has aired by now is asked of their day.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_preferences
    ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'  -- of the IANA database
        CHECK (('epoch'::timestamptz AT TIME ZONE time_zone) IS NOT NULL);  -- fails for another
