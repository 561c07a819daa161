-- A file that a better version has replaced says which one it was.
SET LOCAL lock_timeout = '4s';

ALTER TABLE recycled_files
    ADD COLUMN replaced_by uuid REFERENCES library_items (id) ON DELETE SET NULL;
CREATE INDEX recycled_files_by_replacement ON recycled_files (replaced_by)
    WHERE replaced_by IS NOT NULL;
