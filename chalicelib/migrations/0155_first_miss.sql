-- When a file was first not found: it is missing once it is not found again, ten minutes later.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items ADD COLUMN missed_at timestamptz; -- while missed_scans > 0
UPDATE library_items SET missed_scans = 0 WHERE missed_scans > 0 AND missing_since IS NULL;
