-- The files that count for a title. Until a new library is analyzed, an index of the state looks as
-- good as one of the title: each change then read every matched file.
SET LOCAL lock_timeout = '4s';
CREATE INDEX library_items_matched ON library_items (media_id) WHERE match_state = 'matched';
