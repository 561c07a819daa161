-- Names wait to be matched in the order of their arrival and path, a batch at a time: without the
-- path, each batch of a first scan sorted all that waited.
SET LOCAL lock_timeout = '4s';
CREATE INDEX library_items_waiting ON library_items (discovered_at, absolute_path COLLATE "C")
    WHERE match_tried_at IS NULL;
DROP INDEX library_items_untried;
