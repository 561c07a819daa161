-- Files that two scans did not find are shown as missing; many at once wait for an administrator.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    ADD COLUMN missed_scans smallint NOT NULL DEFAULT 0,
    ADD COLUMN missing_since timestamptz;

ALTER TABLE library_scans
    ADD COLUMN files_missing integer NOT NULL DEFAULT 0,
    ADD COLUMN confirms_missing boolean NOT NULL DEFAULT false;
