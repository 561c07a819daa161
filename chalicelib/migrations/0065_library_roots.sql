-- Folders of the library have a kind, a marker file, and the disks their files were seen on.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_folders RENAME TO library_roots;
ALTER INDEX library_folders_by_user RENAME TO library_roots_by_user;
ALTER TABLE library_roots RENAME CONSTRAINT library_folders_pkey TO library_roots_pkey;

ALTER TABLE library_roots
    -- Rows of SEEN_LIBRARY_ROOTS hold options only: the variable decides whether they are in force.
    ADD COLUMN source text NOT NULL DEFAULT 'stored' CHECK (source IN ('environment', 'stored')),
    ADD COLUMN kind   text NOT NULL DEFAULT 'mixed'
               CHECK (kind IN ('movies', 'shows', 'anime', 'games', 'mixed')),
    -- A file that is there when the disk is: without it nothing counts as missing. Empty: none.
    ADD COLUMN marker text NOT NULL DEFAULT '',
    -- Mount points in or above the folder at the last scan: files below one that is not mounted
    -- are away, not missing.
    ADD COLUMN mounts text[] NOT NULL DEFAULT '{}';
