-- Lists, reviews, notes and tags of other services: collections, texts and tags of one's own.
SET LOCAL lock_timeout = '4s';

-- A list of the file, once. Undoing deletes the collection if the import made it and it is as it was.
CREATE TABLE history_import_lists (
    import_id     uuid    NOT NULL REFERENCES history_imports (id) ON DELETE CASCADE,
    number        integer NOT NULL,
    name          text    NOT NULL,
    description   text    NOT NULL DEFAULT '',
    collection_id bigint  REFERENCES collections (id) ON DELETE SET NULL,
    is_made       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import_id, number)
);
CREATE INDEX history_import_lists_by_collection ON history_import_lists (collection_id)
    WHERE collection_id IS NOT NULL;

ALTER TABLE history_import_rows
    ADD COLUMN list_number integer,
    ADD COLUMN has_spoilers boolean NOT NULL DEFAULT false,  -- of a review
    DROP CONSTRAINT history_import_rows_kind_check,
    ADD CONSTRAINT history_import_rows_kind_check CHECK (kind IN (
        'play', 'rating', 'later', 'favorite', 'status', 'position', 'game', 'list', 'review', 'note',
        'tag', 'other'
    ));
