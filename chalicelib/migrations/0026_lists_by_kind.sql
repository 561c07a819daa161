-- A list is always of one kind. With the kind in front, every comparison of two rows begins with
-- two texts that are the same: an index of each kind is sorted in half the time, and found in less.
SET LOCAL lock_timeout = '4s';
SET LOCAL maintenance_work_mem = '192MB'; -- sorts a million and a half titles without a file

-- Letters of ASCII have no accents, and looking for some takes ten times as long. PostgreSQL puts a
-- function in the place of its call when it is not STRICT and all it calls is IMMUTABLE; where it
-- cannot, PL/pgSQL is called in half the time.
CREATE FUNCTION fold_accents(text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ BEGIN RETURN public.unaccent('public.unaccent'::regdictionary, lower($1)); END $$;

CREATE OR REPLACE FUNCTION fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE CALLED ON NULL INPUT
    AS $$
        SELECT CASE
            WHEN octet_length($1) = length($1) THEN lower($1)
            ELSE public.fold_accents($1)
        END
    $$;

CREATE INDEX movies_by_popularity ON media_scores (popularity DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'movie';
CREATE INDEX shows_by_popularity ON media_scores (popularity DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'show';
CREATE INDEX games_by_popularity ON media_scores (popularity DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'game';

CREATE INDEX movies_by_release ON media_scores (released_on DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'movie';
CREATE INDEX shows_by_release ON media_scores (released_on DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'show';
CREATE INDEX games_by_release ON media_scores (released_on DESC, media_id)
    INCLUDE (year, rating, votes) WHERE media_type = 'game';

CREATE INDEX movies_by_votes ON media_scores (votes DESC, media_id)
    INCLUDE (year, rating) WHERE media_type = 'movie';
CREATE INDEX shows_by_votes ON media_scores (votes DESC, media_id)
    INCLUDE (year, rating) WHERE media_type = 'show';
CREATE INDEX games_by_votes ON media_scores (votes DESC, media_id)
    INCLUDE (year, rating) WHERE media_type = 'game';

-- Of a few years there are few of any kind.
CREATE INDEX media_scores_of_year ON media_scores (year);

CREATE INDEX movies_in_title_order ON media_items ((fold(title)) COLLATE "C", year, id)
    WHERE media_type = 'movie';
CREATE INDEX shows_in_title_order ON media_items ((fold(title)) COLLATE "C", year, id)
    WHERE media_type = 'show';
CREATE INDEX games_in_title_order ON media_items ((fold(title)) COLLATE "C", year, id)
    WHERE media_type = 'game';

-- The same is unique; what tells numbers apart is compared first.
CREATE UNIQUE INDEX media_external_ids_once
    ON media_external_ids (external_id, source, media_type);

-- Hardly any title has a slug.
CREATE UNIQUE INDEX media_items_with_slug ON media_items (slug) WHERE slug IS NOT NULL;

-- Last, because from here on nobody can read.
ALTER TABLE media_external_ids
    DROP CONSTRAINT media_external_ids_one_title_per_id,
    ADD CONSTRAINT media_external_ids_one_title_per_id UNIQUE USING INDEX media_external_ids_once;
ALTER TABLE media_items DROP CONSTRAINT media_items_one_per_slug;
ALTER INDEX media_items_with_slug RENAME TO media_items_one_per_slug;
DROP INDEX media_scores_by_popularity, media_scores_by_release, media_scores_by_votes,
    media_scores_by_year, media_items_in_title_order;
ALTER INDEX media_scores_of_year RENAME TO media_scores_by_year;
