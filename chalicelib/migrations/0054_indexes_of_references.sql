-- Deleting an account looks for the folders and scans that its owner asked for.
SET LOCAL lock_timeout = '4s';

CREATE INDEX library_folders_by_user ON library_folders (added_by) WHERE added_by IS NOT NULL;
CREATE INDEX library_scans_by_user ON library_scans (requested_by) WHERE requested_by IS NOT NULL;
