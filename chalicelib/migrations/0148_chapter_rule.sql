-- Which rule read the segments of a file from its chapters: those of an earlier one are read again
-- from the stored chapters, without the file.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items ADD COLUMN chapter_rule smallint NOT NULL DEFAULT 0;
