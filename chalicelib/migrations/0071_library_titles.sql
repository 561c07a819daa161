-- The library by title: a row for each title that has files, counted when files change, so that
-- pages, filters and sort orders read an index and no file. What is counted is defined in
-- repeatable/library_titles.sql, which fills the table, too.
SET LOCAL lock_timeout = '4s';

CREATE TABLE library_titles (
    media_id        bigint        PRIMARY KEY REFERENCES media_items (id) ON DELETE CASCADE,
    media_type      text          NOT NULL,
    sort_title      text          NOT NULL, -- folded, without a leading article
    search_text     text          NOT NULL, -- the folded names
    year            smallint      NOT NULL DEFAULT 0, -- 0: not known
    rating          numeric(3, 1) NOT NULL DEFAULT 0, -- of the catalogue; 0: not known
    files           integer       NOT NULL DEFAULT 0,
    missing_files   integer       NOT NULL DEFAULT 0,
    versions        integer       NOT NULL DEFAULT 0, -- most files of the film or of one episode
    episodes        integer       NOT NULL DEFAULT 0, -- with a file; without specials
    seasons         integer[]     NOT NULL DEFAULT '{}',
    size_bytes      bigint        NOT NULL DEFAULT 0,
    picture_lines   integer       NOT NULL DEFAULT 0, -- of the best file: 2160, 1080, ...
    -- Badges of the best file.
    resolution      text          NOT NULL DEFAULT '',
    hdr             text          NOT NULL DEFAULT '',
    video_codec     text          NOT NULL DEFAULT '',
    audio_codec     text          NOT NULL DEFAULT '',
    -- What any file has, as `name:value`: one index serves every combination of filters.
    facets          text[]        NOT NULL DEFAULT '{}',
    added_at        timestamptz   NOT NULL DEFAULT now() -- of the newest file
) WITH (fillfactor = 80);

-- An order each, read in both directions.
CREATE INDEX library_titles_by_addition ON library_titles (added_at, media_id);
CREATE INDEX library_titles_by_title ON library_titles (sort_title COLLATE "C", media_id);
CREATE INDEX library_titles_by_year ON library_titles (year, media_id);
CREATE INDEX library_titles_by_size ON library_titles (size_bytes, media_id);
CREATE INDEX library_titles_by_rating ON library_titles (rating, media_id);
CREATE INDEX library_titles_by_resolution ON library_titles (picture_lines, media_id);
CREATE INDEX library_titles_by_facet ON library_titles USING gin (facets);
CREATE INDEX library_titles_by_name_trigram ON library_titles USING gin (search_text gin_trgm_ops);
