-- A visit counts once an hour for whoever makes it; and the two genres people assign by hand.
SET LOCAL lock_timeout = '4s';

-- A keyed hash of person, title and hour: the same visit again is the same mark, and nobody can
-- read from it who it was, or find what else they looked at.
ALTER TABLE title_views ADD COLUMN mark bytea;
CREATE UNIQUE INDEX title_views_once ON title_views (mark);
ALTER TABLE collection_clicks ADD COLUMN mark bytea;
CREATE UNIQUE INDEX collection_clicks_once ON collection_clicks (mark);

INSERT INTO genres (slug, name, is_custom)
VALUES ('cooking', 'Cooking', true), ('dating', 'Dating', true)
ON CONFLICT (slug) DO UPDATE
SET is_custom = true;
