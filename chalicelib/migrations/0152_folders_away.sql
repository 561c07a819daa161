-- The folders and disks of the library that the worker found away: requests read them here and look
-- at no disk.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_roots ADD COLUMN away text[] NOT NULL DEFAULT '{}';
