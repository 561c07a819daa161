-- Posters of seasons, stills of episodes and logos beside the files of the library.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_pictures
    ADD COLUMN season smallint, -- the season that a poster shows; NULL: the title
    DROP CONSTRAINT library_pictures_kind_check,
    ADD CONSTRAINT library_pictures_kind_check CHECK (kind IN ('poster', 'backdrop', 'logo', 'still'));
-- The next scan reads their names again.
DELETE FROM library_pictures WHERE stem ~* '^season(\d+|-specials)$';

DROP INDEX library_pictures_by_folder;
CREATE INDEX library_pictures_by_folder ON library_pictures (folder, stem);

ALTER TABLE title_local_pictures
    DROP CONSTRAINT title_local_pictures_field_check,
    ADD CONSTRAINT title_local_pictures_field_check CHECK (field IN ('poster_url', 'backdrop_url', 'logo_url'));
