-- People and credits of the seed catalogue: `seed_name` identifies a person there, by name.
SET LOCAL lock_timeout = '4s';

ALTER TABLE credits DROP CONSTRAINT credits_source_check;
ALTER TABLE credits
    ADD CONSTRAINT credits_source_check CHECK (source IN ('imdb', 'tmdb', 'seed'));

ALTER TABLE people ADD COLUMN seed_name text CONSTRAINT people_one_per_seed_name UNIQUE;
