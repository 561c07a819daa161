-- The language in which a user sees titles and synopses.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_preferences
    ADD COLUMN language text CHECK (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'); -- null: the catalogue's
