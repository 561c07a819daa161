-- Pictures beside the files of the library, and the titles that show them instead of a provider's.
SET LOCAL lock_timeout = '4s';

CREATE TABLE library_pictures (
    path        text     PRIMARY KEY, -- as path_to_text writes it
    folder      text     NOT NULL,
    stem        text,                 -- of the videos that it shows; NULL: all in the folder
    kind        text     NOT NULL CHECK (kind IN ('poster', 'backdrop')),
    preference  smallint NOT NULL,    -- the lowest is shown
    size_bytes  bigint   NOT NULL,
    modified_ns bigint   NOT NULL,
    digest      text                  -- of the content; NULL when it is not a picture, or too large
);
CREATE INDEX library_pictures_by_folder ON library_pictures (folder);
CREATE INDEX library_pictures_by_digest ON library_pictures (digest) WHERE digest IS NOT NULL;

CREATE TABLE title_local_pictures (
    media_id    bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    field       text        NOT NULL CHECK (field IN ('poster_url', 'backdrop_url')),
    url         text,                 -- NULL: no longer
    sources_url text,                 -- what the sources said: the way back
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (media_id, field)
);
CREATE INDEX title_local_pictures_by_change ON title_local_pictures (changed_at);
