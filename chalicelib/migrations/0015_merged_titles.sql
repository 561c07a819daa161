-- Where a title is found now whose two rows became one: an address people kept goes on working.
SET LOCAL lock_timeout = '4s';

CREATE TABLE merged_titles (
    old_id   bigint PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media_items (id) ON DELETE CASCADE
);
CREATE INDEX merged_titles_by_media ON merged_titles (media_id);
