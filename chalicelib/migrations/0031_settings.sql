-- What people set in the pages: their own preferences, keys of providers, and folders of the library.
SET LOCAL lock_timeout = '4s';

-- No row: the defaults.
CREATE TABLE user_preferences (
    user_id          uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    autoplays_next   boolean     NOT NULL DEFAULT true,
    autoplay_seconds smallint    NOT NULL DEFAULT 10 CHECK (autoplay_seconds BETWEEN 3 AND 60),
    hides_spoilers   boolean     NOT NULL DEFAULT false,
    start_page       text        NOT NULL DEFAULT 'dashboard'
                     CHECK (start_page IN ('dashboard', 'discover', 'library', 'downloads', 'watch-later')),
    first_steps_done boolean     NOT NULL DEFAULT false,
    updated_at       timestamptz NOT NULL
);

-- The fields of a provider as JSON, encrypted with a key derived from SEEN_SECRET. A key of the
-- environment wins over the one here.
CREATE TABLE provider_keys (
    provider   text        PRIMARY KEY CHECK (provider IN ('tmdb', 'igdb', 'omdb', 'tvdb', 'jikan')),
    sealed     text        NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Folders of the library besides those of SEEN_LIBRARY_ROOTS.
CREATE TABLE library_folders (
    path       text        PRIMARY KEY,
    added_by   uuid        REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL
);
