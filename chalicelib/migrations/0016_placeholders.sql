-- What stands in for a picture until it is there: a ThumbHash in base64, some 28 characters.
SET LOCAL lock_timeout = '4s';

ALTER TABLE media_items
    ADD COLUMN poster_placeholder   text,
    ADD COLUMN backdrop_placeholder text;

-- The worker knows a picture by its address. Titles leave these when they have what they wait for.
CREATE INDEX media_items_waiting_for_poster ON media_items (poster_url)
    WHERE poster_url IS NOT NULL AND poster_placeholder IS NULL;
CREATE INDEX media_items_waiting_for_backdrop ON media_items (backdrop_url)
    WHERE backdrop_url IS NOT NULL AND backdrop_placeholder IS NULL;

-- Whoever gives a title another picture need not know that there are placeholders.
CREATE FUNCTION drop_old_placeholders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.poster_url IS DISTINCT FROM OLD.poster_url THEN
        NEW.poster_placeholder := NULL;
    END IF;
    IF NEW.backdrop_url IS DISTINCT FROM OLD.backdrop_url THEN
        NEW.backdrop_placeholder := NULL;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER media_items_drop_old_placeholders
    BEFORE UPDATE OF poster_url, backdrop_url ON media_items
    FOR EACH ROW
    WHEN (
        OLD.poster_url IS DISTINCT FROM NEW.poster_url
        OR OLD.backdrop_url IS DISTINCT FROM NEW.backdrop_url
    )
    EXECUTE FUNCTION drop_old_placeholders();
