-- Segments of files (intro, recap, credits, preview), what they are found by, pictures for the
-- player's bar, and what each person's player does with a segment.
SET LOCAL lock_timeout = '4s';

CREATE TABLE library_segments (
    library_item_id uuid             NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    kind            text             NOT NULL CHECK (kind IN ('intro', 'recap', 'credits', 'preview')),
    source          text             NOT NULL CHECK (source IN ('manual', 'chapter', 'fingerprint')),
    start_seconds   double precision NOT NULL CHECK (start_seconds >= 0),
    -- A segment of no length is set by hand: the file has none of this kind.
    end_seconds     double precision NOT NULL,
    updated_at      timestamptz      NOT NULL,
    PRIMARY KEY (library_item_id, kind, source),
    CHECK (end_seconds > start_seconds OR end_seconds = start_seconds AND source = 'manual')
);

-- What people set goes before chapters, and chapters before what was heard.
CREATE VIEW library_item_segments AS
SELECT best.*
FROM (
    SELECT DISTINCT ON (library_item_id, kind)
        library_item_id, kind, source, start_seconds, end_seconds
    FROM library_segments
    ORDER BY library_item_id, kind, array_position(ARRAY['manual', 'chapter', 'fingerprint'], source)
) AS best
WHERE best.end_seconds > best.start_seconds;

-- Chromaprint values of the beginning and the end of an episode, 32 bits each.
CREATE TABLE audio_fingerprints (
    library_item_id  uuid        PRIMARY KEY REFERENCES library_items (id) ON DELETE CASCADE,
    file_size_bytes  bigint      NOT NULL, -- of the file that was heard
    opening          bytea       NOT NULL, -- empty: there was nothing to hear
    ending           bytea       NOT NULL,
    ending_at        integer     NOT NULL, -- seconds into the file
    made_at          timestamptz NOT NULL,
    compared_at      timestamptz -- with the others of its season
);
CREATE INDEX audio_fingerprints_to_compare ON audio_fingerprints (made_at)
    WHERE compared_at IS NULL;

-- Sheets of small pictures in the data folder of the worker.
CREATE TABLE trickplay_sets (
    library_item_id  uuid        PRIMARY KEY REFERENCES library_items (id) ON DELETE CASCADE,
    file_size_bytes  bigint      NOT NULL, -- of the file that was read
    interval_seconds smallint    NOT NULL CHECK (interval_seconds > 0),
    columns          smallint    NOT NULL CHECK (columns > 0),
    rows             smallint    NOT NULL CHECK (rows > 0),
    width            smallint    NOT NULL, -- of one picture, in pixels
    height           smallint    NOT NULL,
    count            integer     NOT NULL CHECK (count >= 0), -- pictures; 0: none could be made
    size_bytes       bigint      NOT NULL,
    made_at          timestamptz NOT NULL
);

ALTER TABLE user_preferences
    ADD COLUMN intro_action text NOT NULL DEFAULT 'ask'
        CHECK (intro_action IN ('none', 'ask', 'skip')),
    ADD COLUMN recap_action text NOT NULL DEFAULT 'ask'
        CHECK (recap_action IN ('none', 'ask', 'skip')),
    ADD COLUMN credits_action text NOT NULL DEFAULT 'ask'
        CHECK (credits_action IN ('none', 'ask', 'skip')),
    ADD COLUMN preview_action text NOT NULL DEFAULT 'ask'
        CHECK (preview_action IN ('none', 'ask', 'skip'));
