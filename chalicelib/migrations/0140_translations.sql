-- Titles in other languages, as TMDB has them, for users who choose one.
SET LOCAL lock_timeout = '4s';

CREATE TABLE media_translations (
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    -- BCP 47: `de`, or `pt-BR` where the title has texts in several countries. A language and its
    -- countries are adjacent in the order of bytes.
    language   text        COLLATE "C" NOT NULL CHECK (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
    title      text        NOT NULL DEFAULT '', -- empty: not translated
    overview   text        NOT NULL DEFAULT '',
    tagline    text        NOT NULL DEFAULT '',
    fetched_at timestamptz NOT NULL, -- with these texts
    PRIMARY KEY (media_id, language)
);
