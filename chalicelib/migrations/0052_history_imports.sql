-- Imports from other services: the uploaded file, what was read of it, and what it became.
SET LOCAL lock_timeout = '4s';

CREATE TABLE history_imports (
    id               uuid        PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_name        text        NOT NULL,
    size_bytes       bigint      NOT NULL CHECK (size_bytes > 0),
    time_zone        text        NOT NULL,
    format           text,       -- null until it is recognised or chosen
    state            text        NOT NULL CHECK (state IN (
                         'uploading', 'reading', 'unrecognized', 'ready', 'applying', 'applied',
                         'undoing', 'undone', 'cancelled', 'failed'
                     )),
    message          text        NOT NULL DEFAULT '',  -- why it failed, for a person
    rows_total       integer,    -- null until the file is read to its end
    rows_done        integer     NOT NULL DEFAULT 0,   -- of the present state
    state_since      timestamptz NOT NULL,
    created_at       timestamptz NOT NULL,
    applied_at       timestamptz
);
CREATE INDEX history_imports_newest ON history_imports (user_id, created_at DESC);
CREATE UNIQUE INDEX history_imports_one_at_a_time ON history_imports (user_id)
    WHERE state IN ('reading', 'applying', 'undoing');

-- The upload, in parts. It is deleted once it was applied, or after some days.
CREATE TABLE history_import_parts (
    import_id uuid    NOT NULL REFERENCES history_imports (id) ON DELETE CASCADE,
    number    integer NOT NULL CHECK (number >= 0),
    content   bytea   NOT NULL,
    PRIMARY KEY (import_id, number)
);
ALTER TABLE history_import_parts ALTER COLUMN content SET STORAGE EXTERNAL;

-- A title of the file, once: all its rows have the same match.
CREATE TABLE history_import_titles (
    import_id  uuid     NOT NULL REFERENCES history_imports (id) ON DELETE CASCADE,
    number     integer  NOT NULL,
    media_type text     CHECK (media_type IN ('movie', 'show', 'game')),  -- null when not known
    title      text     NOT NULL,
    year       smallint,
    ids        jsonb    NOT NULL,
    match      text     CHECK (match IN ('ids', 'name', 'chosen', 'uncertain', 'none', 'skipped')),
    media_id   bigint   REFERENCES media_items (id) ON DELETE SET NULL,
    candidates bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (import_id, number)
);
CREATE INDEX history_import_titles_by_media ON history_import_titles (media_id)
    WHERE media_id IS NOT NULL;

CREATE TABLE history_import_rows (
    import_id      uuid     NOT NULL REFERENCES history_imports (id) ON DELETE CASCADE,
    number         integer  NOT NULL,
    place          text     NOT NULL,  -- in the file, for a person
    kind           text     NOT NULL CHECK (kind IN (
                       'play', 'rating', 'later', 'favorite', 'status', 'position', 'game', 'other'
                   )),
    title_number   integer,
    season_number  integer,
    episode_number integer,
    episode_title  text     NOT NULL DEFAULT '',  -- stands for numbers that the file lacks
    happened_at    timestamptz,        -- null when it is not known
    precision      text     NOT NULL DEFAULT 'unknown'
                   CHECK (precision IN ('moment', 'day', 'unknown')),
    value          text     NOT NULL DEFAULT '',  -- a rating, a status, a percentage
    external_id    text,               -- the other service's number of a play
    outcome        text     NOT NULL CHECK (outcome IN (
                       'waiting', 'new', 'there', 'uncertain', 'missing', 'no_episode', 'skipped',
                       'unsupported', 'invalid', 'applied', 'undone', 'kept'
                   )),
    message        text     NOT NULL DEFAULT '',
    play_id        bigint,             -- without a foreign key: undoing leaves out what is gone
    written_at     timestamptz,        -- the time that the written row has
    PRIMARY KEY (import_id, number)
);
CREATE INDEX history_import_rows_of_title ON history_import_rows (import_id, title_number);
