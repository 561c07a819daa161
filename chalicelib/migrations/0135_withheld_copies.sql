-- A copy that was removed for all users stays removed; one whose film cannot be read holds no other up.
SET LOCAL lock_timeout = '4s';

ALTER TABLE converted_copies
    ADD COLUMN removed_for_all boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT converted_copies_waits_for_check,
    ADD CONSTRAINT converted_copies_waits_for_check
        CHECK (waits_for IN ('', 'viewers', 'downloads', 'requests', 'file'));
