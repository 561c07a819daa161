-- Who set a segment by hand, for the others who play the file.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_segments ADD COLUMN set_by_user_id uuid REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX library_segments_by_user ON library_segments (set_by_user_id)
    WHERE set_by_user_id IS NOT NULL;

CREATE OR REPLACE VIEW library_item_segments AS
SELECT best.*
FROM (
    SELECT DISTINCT ON (library_item_id, kind)
        library_item_id, kind, source, start_seconds, end_seconds, set_by_user_id
    FROM library_segments
    ORDER BY library_item_id, kind, array_position(ARRAY['manual', 'chapter', 'fingerprint'], source)
) AS best
WHERE best.end_seconds > best.start_seconds;
