-- Who says that somebody took part: a provider's next answer replaces its own credits, not others'.
SET LOCAL lock_timeout = '4s';

ALTER TABLE credits
    ADD COLUMN source text NOT NULL DEFAULT 'imdb' CHECK (source IN ('imdb', 'tmdb'));

-- Where somebody is found now whose two rows became one: an address people kept goes on working.
CREATE TABLE merged_people (
    old_id    bigint PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE
);
CREATE INDEX merged_people_by_person ON merged_people (person_id);
