-- How many titles have a poster, and which shows go on, without a look at every title.
SET LOCAL lock_timeout = '4s';

CREATE INDEX media_items_with_poster ON media_items (media_type) WHERE poster_url IS NOT NULL;
-- As `title_has_ended` says.
CREATE INDEX media_items_running_shows ON media_items (id)
    WHERE media_type = 'show' AND end_year IS NULL AND status NOT IN ('Ended', 'Canceled');
