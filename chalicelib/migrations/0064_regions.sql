-- The country of a user, with the time of the choice: metadata fetched before it lack that country.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_preferences
    ADD COLUMN region       text CHECK (region ~ '^[A-Z]{2}$'),  -- ISO 3166-1; null: the server's
    ADD COLUMN region_since timestamptz,
    ADD COLUMN still_watching_after smallint NOT NULL DEFAULT 4
        CHECK (still_watching_after BETWEEN 0 AND 20),  -- episodes; 0: never
    DROP CONSTRAINT user_preferences_start_page_check,
    ADD CONSTRAINT user_preferences_start_page_check CHECK (start_page IN (
        'dashboard', 'discover', 'calendar', 'movies', 'shows', 'games', 'collections',
        'watch-later', 'following', 'watched', 'library', 'downloads'
    ));
