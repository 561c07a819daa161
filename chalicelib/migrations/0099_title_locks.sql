-- What people set by hand on a title, which no source overwrites.
SET LOCAL lock_timeout = '4s';

CREATE TABLE title_locks (
    media_id bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    field    text        NOT NULL CHECK (field IN (
        'title', 'overview', 'release_date', 'runtime_minutes', 'poster_url', 'backdrop_url', 'genres'
    )),
    before   jsonb       NOT NULL, -- what the sources said: the way back
    set_at   timestamptz NOT NULL,
    set_by   uuid        REFERENCES users (id) ON DELETE SET NULL,
    PRIMARY KEY (media_id, field)
);
CREATE INDEX title_locks_by_user ON title_locks (set_by) WHERE set_by IS NOT NULL;

-- Whoever sets `seen.by_hand` for its transaction writes what a person decided; all other writers,
-- imports and providers alike, leave locked fields as they are.
CREATE FUNCTION keep_locked_fields() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    locked text[];
BEGIN
    IF current_setting('seen.by_hand', true) = 'on' THEN
        RETURN NEW;
    END IF;
    SELECT array_agg(field) INTO locked FROM title_locks WHERE media_id = OLD.id;
    IF 'title' = ANY(locked) THEN
        NEW.title := OLD.title;
    END IF;
    IF 'overview' = ANY(locked) THEN
        NEW.overview := OLD.overview;
    END IF;
    IF 'release_date' = ANY(locked) THEN
        NEW.release_date := OLD.release_date;
        NEW.year := OLD.year;
    END IF;
    IF 'runtime_minutes' = ANY(locked) THEN
        NEW.runtime_minutes := OLD.runtime_minutes;
    END IF;
    IF 'poster_url' = ANY(locked) THEN
        NEW.poster_url := OLD.poster_url;
    END IF;
    IF 'backdrop_url' = ANY(locked) THEN
        NEW.backdrop_url := OLD.backdrop_url;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER media_items_keep_locked_fields BEFORE UPDATE ON media_items
    FOR EACH ROW
    WHEN (
        (OLD.title, OLD.overview, OLD.release_date, OLD.year, OLD.runtime_minutes, OLD.poster_url,
         OLD.backdrop_url)
        IS DISTINCT FROM
        (NEW.title, NEW.overview, NEW.release_date, NEW.year, NEW.runtime_minutes, NEW.poster_url,
         NEW.backdrop_url)
    )
    EXECUTE FUNCTION keep_locked_fields();
