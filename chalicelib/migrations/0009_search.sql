-- What somebody types is looked for in one table of names, of titles and of people alike.
SET LOCAL lock_timeout = '4s';

-- Letters as they are compared: compatibility forms unified, small, without accents, every kind of
-- apostrophe the same. These functions are not STRICT: PostgreSQL can then write their bodies into
-- the statements that use them, which makes the quick way for plain names quick.
CREATE FUNCTION search_letters(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN octet_length($1) = length($1) THEN replace(lower($1), '`', '''')
            -- Small once more: there are signs that come apart into capitals.
            ELSE lower(public.fold(
                normalize(translate($1, '´`ʹʼʻ′’‘', ''''''''''''''''''), NFKC)
            ))
        END
    $$;

-- A name as words with one space between them. An apostrophe joins (schindlers), and so do the
-- dots of an abbreviation (et, shield); every other punctuation divides. Chinese and Japanese
-- signs, which stand without spaces, are words by themselves.
CREATE FUNCTION search_name(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN $1 ~ '^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$' THEN lower($1)
            WHEN octet_length($1) = length($1) THEN btrim(regexp_replace(
                CASE
                    WHEN strpos($1, '.') > 0 THEN regexp_replace(
                        replace(replace(lower($1), '`', ''), '''', ''),
                        '\m([a-z])\.(?=[a-z](\.|\M))', '\1', 'g'
                    )
                    ELSE replace(replace(lower($1), '`', ''), '''', '')
                END,
                '[^a-z0-9]+', ' ', 'g'
            ))
            ELSE btrim(regexp_replace(
                regexp_replace(
                    regexp_replace(
                        replace(public.search_letters($1), '''', ''),
                        '\m([[:alpha:]])\.(?=[[:alpha:]](\.|\M))', '\1', 'g'
                    ),
                    '([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])',
                    ' \1 ', 'g'
                ),
                '[[:punct:][:space:][:cntrl:]\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+',
                ' ', 'g'
            ))
        END
    $$;

-- How a name reads otherwise when punctuation stands inside of a word: joined (spiderman for
-- Spider-Man) and divided (l avventura for L'avventura). NULL when it does not.
CREATE FUNCTION search_also(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN $1 !~ '\w[^\w\s]+\w' THEN NULL
            WHEN $1 !~ '\w[''`´ʹʼʻ′’‘]\w'
                THEN public.search_name(regexp_replace($1, '(\w)[^\w\s]+(?=\w)', '\1', 'g'))
            WHEN $1 !~ '\w[^\w\s''`´ʹʼʻ′’‘]+\w'
                THEN public.search_name(replace(public.search_letters($1), '''', ' '))
            ELSE
                public.search_name(regexp_replace($1, '(\w)[^\w\s]+(?=\w)', '\1', 'g')) || ' '
                || public.search_name(replace(public.search_letters($1), '''', ' '))
        END
    $$;

-- The words of a name for the full text index: the parser of to_tsvector would see host names,
-- numbers with signs and hyphenations, where we see words.
CREATE FUNCTION search_terms(name text, also text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT array_to_tsvector(string_to_array(
            CASE WHEN also IS NULL THEN name ELSE name || ' ' || also END, ' '
        ))
    $$;

-- A word and what it becomes when one of its letters is left out: two words that are one error
-- apart have one of these in common.
CREATE FUNCTION search_near(word text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
        SELECT ARRAY(
            SELECT word
            UNION
            SELECT overlay(word PLACING '' FROM place FOR 1)
            FROM generate_series(1, CASE WHEN length(word) BETWEEN 3 AND 24 THEN length(word) END)
                AS place
        )
    $$;

-- One row per distinct name. `weight` is 100 ln(1 + votes), or what takes the place of votes; it
-- is only written again when it moved by a quarter of a natural logarithm, so new votes hardly
-- ever touch an index. 620, which is 500 votes, parts the first tier from the rest.
CREATE TABLE search_names (
    media_id  bigint   REFERENCES media_items (id) ON DELETE CASCADE,
    person_id bigint   REFERENCES people (id) ON DELETE CASCADE,
    weight    smallint NOT NULL,
    year      smallint,
    is_main   boolean  NOT NULL,
    kind      text     NOT NULL CHECK (kind IN ('movie', 'show', 'game', 'person')),
    name      text     COLLATE "C" NOT NULL, -- search_name() of it
    squeezed  text     COLLATE "C" NOT NULL, -- the same without spaces
    also      text,                          -- search_also() of it
    CONSTRAINT search_names_title_or_person CHECK (num_nonnulls(media_id, person_id) = 1)
);
CREATE INDEX search_names_by_squeezed ON search_names (squeezed);
CREATE INDEX search_names_by_squeezed_notable ON search_names (squeezed) WHERE weight >= 620;
CREATE INDEX search_names_by_terms ON search_names USING gin (search_terms(name, also))
    WITH (fastupdate = off);
CREATE INDEX search_names_by_terms_notable ON search_names USING gin (search_terms(name, also))
    WITH (fastupdate = off) WHERE weight >= 620;
CREATE INDEX search_names_of_media ON search_names (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX search_names_of_person ON search_names (person_id) WHERE person_id IS NOT NULL;

-- The best of each kind for beginnings that very many notable names or words in them have.
CREATE TABLE search_prefixes (
    prefix text       COLLATE "C" NOT NULL,
    kind   text       NOT NULL CHECK (kind IN ('movie', 'show', 'game', 'person')),
    names  integer    NOT NULL, -- how many notable names of any kind begin so, or a word in them
    ids    bigint[]   NOT NULL, -- of titles, or of people
    scores smallint[] NOT NULL,
    PRIMARY KEY (prefix, kind)
);

-- The words of the better known names, each with its search_near().
CREATE TABLE search_words (
    word   text     COLLATE "C" PRIMARY KEY,
    weight smallint NOT NULL, -- of the best known name with it
    near   text[]   NOT NULL
);
CREATE INDEX search_words_by_near ON search_words USING gin (near) WITH (fastupdate = off);
CREATE INDEX search_words_by_trigram ON search_words USING gin (word gin_trgm_ops)
    WITH (fastupdate = off);
