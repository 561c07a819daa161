-- Pages of the library are read from an index each, however deep they are and whatever they show.
SET LOCAL lock_timeout = '4s';

-- The title's, so that a list of one kind needs no look at the titles. Triggers keep it.
ALTER TABLE library_items ADD COLUMN media_type text;
UPDATE library_items AS item
SET media_type = media.media_type
FROM media_items AS media
WHERE media.id = item.media_id;

CREATE FUNCTION library_item_takes_media_type() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.media_type := (SELECT media_type FROM media_items WHERE id = NEW.media_id);
        RETURN NEW;
    END
    $$;
CREATE TRIGGER library_items_take_media_type
    BEFORE INSERT OR UPDATE OF media_id ON library_items
    FOR EACH ROW EXECUTE FUNCTION library_item_takes_media_type();

CREATE FUNCTION library_items_follow_media_type() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE library_items SET media_type = NEW.media_type WHERE media_id = NEW.id;
        RETURN NULL;
    END
    $$;
CREATE TRIGGER media_items_pass_on_media_type
    AFTER UPDATE OF media_type ON media_items
    FOR EACH ROW WHEN (OLD.media_type IS DISTINCT FROM NEW.media_type)
    EXECUTE FUNCTION library_items_follow_media_type();

DROP INDEX library_items_by_state;
CREATE INDEX library_items_by_state ON library_items (match_state, updated_at DESC, id);
CREATE INDEX library_items_by_change ON library_items (updated_at DESC, id)
    WHERE match_state <> 'ignored';
CREATE INDEX library_items_by_media_type ON library_items (media_type, updated_at DESC, id)
    INCLUDE (match_state)
    WHERE media_type IS NOT NULL;
-- The newest of each title, for the home page.
CREATE INDEX library_items_by_discovery ON library_items (discovered_at DESC, id)
    INCLUDE (media_id)
    WHERE match_state = 'matched';
