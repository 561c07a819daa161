-- Each person orders and hides the parts of the home page, and may leave out what they have seen.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_preferences
    ADD COLUMN hides_seen        boolean NOT NULL DEFAULT false,
    ADD COLUMN home_parts        text[]  NOT NULL DEFAULT '{}',  -- in order; empty: the usual order
    ADD COLUMN hidden_home_parts text[]  NOT NULL DEFAULT '{}';
