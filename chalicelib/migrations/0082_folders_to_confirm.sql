-- The folders of a scan in which so many files are gone that it asks: only these are confirmed.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_scans ADD COLUMN missing_in text[] NOT NULL DEFAULT '{}';
