-- Subtitles of library files, shared by all users, and each user's languages.
SET LOCAL lock_timeout = '4s';

CREATE TABLE subtitles (
    id              uuid        PRIMARY KEY,
    library_item_id uuid        NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    source          text        NOT NULL
        CHECK (source IN ('embedded', 'sidecar', 'upload', 'provider')),
    form            text        NOT NULL CHECK (form IN ('text', 'ass', 'picture')),
    codec           text        NOT NULL DEFAULT '',
    language        text        NOT NULL DEFAULT '',  -- BCP 47; empty: unknown
    title           text        NOT NULL DEFAULT '',
    is_default      boolean     NOT NULL DEFAULT false,
    is_forced       boolean     NOT NULL DEFAULT false,
    is_sdh          boolean     NOT NULL DEFAULT false,
    stream_index    integer,                          -- of an embedded track
    path            text,                             -- of a sidecar, as path_to_text writes it
    size_bytes      bigint      NOT NULL DEFAULT 0,
    modified_ns     bigint      NOT NULL DEFAULT 0,
    provider_key    text,                             -- the provider's name and its id there
    score           real        CHECK (score BETWEEN 0 AND 100),
    score_parts     jsonb       NOT NULL DEFAULT '{}',
    offset_ms       integer     NOT NULL DEFAULT 0 CHECK (offset_ms BETWEEN -600000 AND 600000),
    user_id         uuid        REFERENCES users (id) ON DELETE SET NULL,  -- who added it
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subtitles_have_the_place_of_their_source CHECK (
        (source = 'embedded') = (stream_index IS NOT NULL)
        AND (source = 'sidecar') = (path IS NOT NULL)
        AND (source = 'provider') = (provider_key IS NOT NULL)
    ),
    CONSTRAINT subtitles_one_per_stream UNIQUE (library_item_id, stream_index),
    CONSTRAINT subtitles_one_per_path UNIQUE (library_item_id, path),
    CONSTRAINT subtitles_one_per_provider_key UNIQUE (library_item_id, provider_key)
);
CREATE INDEX subtitles_by_user ON subtitles (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX subtitles_by_path ON subtitles (path COLLATE "C") WHERE path IS NOT NULL;

-- The bytes of uploads and of what a provider sent. The others are on disk.
CREATE TABLE subtitle_contents (
    subtitle_id uuid  PRIMARY KEY REFERENCES subtitles (id) ON DELETE CASCADE,
    content     bytea NOT NULL
);

INSERT INTO subtitles (
    id, library_item_id, source, form, codec, language, title, is_default, stream_index
)
SELECT gen_random_uuid(), library_item_id, 'embedded',
    CASE
        WHEN codec IN ('ass', 'ssa') THEN 'ass'
        WHEN codec IN ('srt', 'tx3g', 'webvtt', 'text') THEN 'text'
        ELSE 'picture'
    END,
    codec, language, title, is_default, stream_index
FROM library_streams
WHERE stream_type = 'subtitle'
ON CONFLICT DO NOTHING;

ALTER TABLE user_preferences
    ADD COLUMN audio_languages     text[]   NOT NULL DEFAULT '{}',
    ADD COLUMN subtitle_languages  text[]   NOT NULL DEFAULT '{}',
    ADD COLUMN subtitle_mode       text     NOT NULL DEFAULT 'foreign'
        CHECK (subtitle_mode IN ('off', 'foreign', 'always', 'forced')),
    ADD COLUMN prefers_sdh         boolean  NOT NULL DEFAULT false,
    ADD COLUMN subtitle_size       smallint NOT NULL DEFAULT 100
        CHECK (subtitle_size BETWEEN 50 AND 250),  -- percent
    ADD COLUMN subtitle_color      text     NOT NULL DEFAULT 'white'
        CHECK (subtitle_color IN ('white', 'yellow', 'cyan', 'green')),
    ADD COLUMN subtitle_background text     NOT NULL DEFAULT 'outline'
        CHECK (subtitle_background IN ('none', 'outline', 'shade', 'box')),
    ADD COLUMN subtitle_position   smallint NOT NULL DEFAULT 0
        CHECK (subtitle_position BETWEEN 0 AND 40);  -- percent of the picture above its edge

-- What a user chose in the player for a film or show; it wins over their languages.
CREATE TABLE user_track_choices (
    user_id           uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id          bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    audio_language    text,  -- null: no choice
    subtitle_language text,  -- null: no choice; 'off': none
    is_forced         boolean     NOT NULL DEFAULT false,
    is_sdh            boolean     NOT NULL DEFAULT false,
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX user_track_choices_by_title ON user_track_choices (media_id);
