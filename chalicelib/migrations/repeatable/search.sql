-- The functions of the search. This file is applied again whenever it changes; functions that
-- indexes use (search_letters, search_name, search_also, search_terms) stay in migrations, because
-- a change of theirs needs the indexes rebuilt. A changed signature needs a DROP FUNCTION first.
--
-- A search is one call, because each further read depends on the result of the one before and a
-- round trip to the database costs as much as most of the search. The functions fix the planner's
-- settings: one generic plan for all values, by indexes and bitmaps only. (An index-only scan
-- would read the table in alphabetical order, a bitmap in physical order, in which the best known
-- names come first.)

-- What a match is worth: its weight, which is 100 per factor of e in votes, and what kind of match
-- it is. A name that is the whole search beats one that only contains it and has 400 times the
-- votes. `exact` are the search without an article, and with each of them.
CREATE OR REPLACE FUNCTION search_score(
    weight smallint, year smallint, is_main boolean, name text, squeezed text,
    asked text, exact text[], last_word text, asked_year smallint, whole text
) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT weight
            + CASE
                WHEN squeezed = asked THEN 600
                WHEN squeezed = ANY(exact) AND (
                    squeezed = exact[1]
                    OR strpos(name, ' ') = length(squeezed) - length(exact[1]) + 1
                ) THEN 520
                WHEN starts_with(squeezed, asked) THEN 200
                WHEN starts_with(squeezed, exact[1])
                    OR starts_with(squeezed, exact[2]) AND starts_with(name, 'the ')
                    OR starts_with(squeezed, exact[3]) AND starts_with(name, 'a ')
                    OR starts_with(squeezed, exact[4]) AND starts_with(name, 'an ') THEN 170
                ELSE 0
            END
            + CASE WHEN strpos(' ' || name || ' ', ' ' || last_word || ' ') > 0 THEN 100 ELSE 0 END
            + 60 * least(length(asked), length(squeezed)) / length(squeezed)
            + CASE WHEN is_main THEN 20 ELSE 0 END
            + CASE
                WHEN squeezed = whole THEN 4000
                WHEN asked_year IS NULL THEN 0
                WHEN year = asked_year THEN 4000
                WHEN abs(year - asked_year) = 1 THEN 2000
                ELSE 0
            END
    $$;

-- The best titles and people for one reading of what was typed: the first letter of each kind (m,
-- s, g or p), its id and what it is worth, the best first.
--
-- asked      the name that is looked for, squeezed
-- exact      the same without an article, and with each of them
-- last_word  the last word that tells something
-- is_open    whether that may be the beginning of a word
-- before     tsquery of the words before it, NULL when there are none
-- finished   tsquery of all words
-- unfinished the same, the last one perhaps only a beginning
-- asked_year the year that was typed, or NULL
-- whole      the name together with the number at its end, when that may be its part, squeezed
CREATE OR REPLACE FUNCTION search_find(
    asked text, exact text[], last_word text, is_open boolean, before text, finished text,
    unfinished text, kinds text[], asked_year smallint, whole text,
    OUT letters text, OUT ids bigint[], OUT scores integer[]
)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET enable_indexscan = off
    SET max_parallel_workers_per_gather = 0
    SET jit = off
    AS $$
    #variable_conflict use_column
    DECLARE
        enough   CONSTANT integer := 60;    -- a page, and some to turn to
        flood    CONSTANT integer := 3000;  -- names of the first tier: too many to look through
        most     CONSTANT integer := 500;   -- no page goes further
        past_all CONSTANT text := U&'\+10FFFF'; -- sorts after every letter

        listed   integer := 0;  -- names of the first tier that begin so, when those are many
        common   integer := 0;  -- the same for the last word
        is_flood boolean;
        terms    tsquery;
        likely   tsquery;
        low      text;
        high     text;
        k        "char"[];
        i        bigint[];
        s        integer[];
        found    integer := 0;
        tiers    integer := 1;
    BEGIN
        SELECT coalesce(max(p.names) FILTER (WHERE p.prefix = asked), 0),
               coalesce(max(p.names) FILTER (WHERE p.prefix = last_word), 0)
        INTO listed, common
        FROM search_prefixes AS p
        WHERE p.prefix IN (asked, last_word);

        is_flood := is_open AND common > flood;
        IF listed = 0 OR asked_year IS NOT NULL AND NOT is_flood THEN
            low := asked;
            high := asked || past_all;
            terms := CASE
                WHEN is_flood THEN before WHEN is_open THEN unfinished ELSE finished
            END::tsquery;
        END IF;

        -- Beginnings that very many names have are listed beforehand.
        IF asked_year IS NULL AND (listed > 0 OR common > 0 AND before IS NULL) THEN
            SELECT array_agg(p.kind::"char"), array_agg(one.id), array_agg(one.score::integer)
            INTO k, i, s
            FROM search_prefixes AS p, unnest(p.ids, p.scores) AS one (id, score)
            WHERE p.prefix = CASE WHEN listed > 0 THEN asked ELSE last_word END
              AND p.kind = ANY(kinds);
        END IF;

        -- The names that are what was typed, however little known; the first tier's that begin so
        -- or have all the words.
        SELECT k || array_agg(m.kind::"char"),
               i || array_agg(coalesce(m.media_id, m.person_id)),
               s || array_agg(search_score(
                   m.weight, m.year, m.is_main, m.name, m.squeezed,
                   asked, exact, last_word, asked_year, whole
               ))
        INTO k, i, s
        FROM (
            (
                SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                FROM search_names
                WHERE squeezed = asked AND kind = ANY(kinds)
                LIMIT 100
            )
            UNION ALL
            (
                SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                FROM (
                    -- `d` with an article is `ad` and `and`, which are many, and others.
                    SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                    FROM search_names
                    WHERE squeezed = ANY(array_remove(exact, asked)) AND kind = ANY(kinds)
                    LIMIT 500
                ) AS looked_at
                WHERE squeezed = exact[1]
                   OR strpos(name, ' ') = length(squeezed) - length(exact[1]) + 1
                LIMIT 100
            )
            UNION ALL
            (
                SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                FROM (
                    SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                    FROM search_names
                    WHERE weight >= 620
                      AND (squeezed >= low AND squeezed < high
                           OR squeezed = ANY(exact)
                           OR search_terms(name, also) @@ terms)
                      AND kind = ANY(kinds)
                      AND (NOT is_flood OR squeezed >= low AND squeezed < high
                           OR strpos(' ' || name, ' ' || last_word) > 0)
                    LIMIT 3000
                ) AS looked_at
                ORDER BY weight + CASE WHEN abs(year - asked_year) <= 1 THEN 4000 ELSE 0 END DESC
                LIMIT 500
            )
        ) AS m;
        found := coalesce(cardinality(i), 0);

        IF asked_year IS NOT NULL AND is_flood AND terms IS NULL THEN
            -- All the words are ones that very many names have: those of the year.
            SELECT k || array_agg(m.kind::"char"),
                   i || array_agg(coalesce(m.media_id, m.person_id)),
                   s || array_agg(search_score(
                       m.weight, m.year, m.is_main, m.name, m.squeezed,
                       asked, exact, last_word, asked_year, whole
                   ))
            INTO k, i, s
            FROM (
                SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                FROM search_names
                WHERE weight >= 620
                  AND year >= asked_year - 1 AND year <= asked_year + 1
                  AND strpos(' ' || name, ' ' || last_word) > 0
                  AND kind = ANY(kinds)
                ORDER BY weight DESC
                LIMIT 500
            ) AS m;
        ELSIF (found < enough OR asked_year IS NOT NULL)
            AND NOT (asked_year IS NULL AND listed > 0 AND length(asked) < 4)
        THEN
            low := asked;
            high := asked || past_all;
            terms := CASE WHEN is_open AND NOT is_flood THEN unfinished ELSE finished END::tsquery;
            SELECT k || array_agg(m.kind::"char"),
                   i || array_agg(coalesce(m.media_id, m.person_id)),
                   s || array_agg(search_score(
                       m.weight, m.year, m.is_main, m.name, m.squeezed,
                       asked, exact, last_word, asked_year, whole
                   ))
            INTO k, i, s
            FROM (
                SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                FROM (
                    SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                    FROM search_names
                    WHERE weight >= 393 AND weight < 620
                      AND (squeezed >= low AND squeezed < high
                           OR search_terms(name, also) @@ terms)
                      AND kind = ANY(kinds)
                    LIMIT 3000
                ) AS looked_at
                WHERE asked_year IS NULL OR abs(year - asked_year) <= 1
                ORDER BY weight DESC
                LIMIT 200
            ) AS m;

            found := coalesce(cardinality(i), 0);
            IF found < enough AND asked_year IS NULL
                OR asked_year IS NOT NULL AND NOT (common > 0 AND before IS NULL)
            THEN
                -- Names few users know, where none is missed. Short beginnings of words
                -- that do not stand at the beginning are only worth their cost when there is
                -- nothing else.
                IF common > 0 OR found > 0 AND before IS NOT NULL AND length(last_word) < 4 THEN
                    terms := finished::tsquery;
                ELSIF is_open AND before IS NOT NULL THEN
                    -- The words the last one may be the beginning of, by name: all that begin so
                    -- would first be collected from everywhere, and the other words come after.
                    -- Where the vocabulary has none there are few, and they are collected.
                    SELECT before::tsquery && string_agg('''' || w.word || '''', ' | ')::tsquery
                    INTO likely
                    FROM (
                        SELECT w.word
                        FROM search_words AS w
                        WHERE w.word >= last_word AND w.word < last_word || past_all
                        ORDER BY w.weight DESC, w.word
                        LIMIT 20
                    ) AS w;
                    terms := coalesce(likely || finished::tsquery, terms);
                END IF;
                SELECT k || array_agg(m.kind::"char"),
                       i || array_agg(coalesce(m.media_id, m.person_id)),
                       s || array_agg(search_score(
                           m.weight, m.year, m.is_main, m.name, m.squeezed,
                           asked, exact, last_word, asked_year, whole
                       ))
                INTO k, i, s
                FROM (
                    SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                    FROM (
                        SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
                        FROM search_names
                        WHERE (squeezed >= low AND squeezed < high
                               OR search_terms(name, also) @@ terms)
                          AND kind = ANY(kinds)
                        LIMIT CASE WHEN asked_year IS NULL THEN 100 ELSE 2000 END
                    ) AS looked_at
                    WHERE asked_year IS NULL OR abs(year - asked_year) <= 1
                    ORDER BY weight DESC
                    LIMIT 100
                ) AS m;
            END IF;
        END IF;

        SELECT string_agg(one.kind::text, '' ORDER BY one.score DESC, one.id),
               array_agg(one.id ORDER BY one.score DESC, one.id),
               array_agg(one.score ORDER BY one.score DESC, one.id)
        INTO letters, ids, scores
        FROM (
            SELECT hit.kind, hit.id, max(hit.score) AS score
            FROM unnest(k, i, s) AS hit (kind, id, score)
            GROUP BY hit.id, hit.kind
            ORDER BY max(hit.score) DESC, hit.id
            LIMIT most
        ) AS one;
    END
    $$;

-- What the vocabulary has for each of a search's words, in their order.
--
-- is_wrong  no name has it, and it is not the beginning of the last word either
-- near      words one error away, and some more to be sorted out; of words that are right only
--           `anyway` and when all are right: perhaps another word was meant
-- alike     words that share trigrams with a long one that has nothing near
CREATE OR REPLACE FUNCTION search_known(words text[], anyway boolean)
    RETURNS TABLE (word text, is_known boolean, is_wrong boolean, near text[], alike text[])
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET max_parallel_workers_per_gather = 0
    SET jit = off
    AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY
        WITH asked AS MATERIALIZED (
            SELECT said.word, said.place, found.is_known,
                   NOT found.is_known AND NOT (
                       said.place = cardinality(words) AND EXISTS (
                           SELECT FROM search_words AS w
                           WHERE w.word > said.word AND w.word < said.word || U&'\+10FFFF'
                       )
                   ) AS is_wrong
            FROM unnest(words) WITH ORDINALITY AS said (word, place)
            CROSS JOIN LATERAL (
                SELECT EXISTS (SELECT FROM search_words AS w WHERE w.word = said.word) AS is_known
            ) AS found
        ),
        meant AS MATERIALIZED (
            SELECT a.word, a.place, a.is_known, a.is_wrong,
                   CASE
                       WHEN a.is_wrong
                           OR anyway AND length(a.word) > 3
                               AND NOT EXISTS (SELECT FROM asked WHERE asked.is_wrong)
                       THEN ARRAY(
                           SELECT w.word
                           FROM search_words AS w
                           WHERE w.near && search_near(a.word)
                           ORDER BY w.weight DESC, w.word
                           LIMIT 60
                       )
                       ELSE '{}'
                   END AS near
            FROM asked AS a
        )
        SELECT m.word, m.is_known, m.is_wrong, m.near,
               CASE
                   WHEN m.near = '{}' AND m.is_wrong
                       AND length(m.word) >= 6 AND octet_length(m.word) = length(m.word)
                   THEN ARRAY(
                       SELECT w.word
                       FROM search_words AS w
                       WHERE w.word % m.word
                       ORDER BY w.weight DESC, w.word
                       LIMIT 60
                   )
                   ELSE '{}'
               END
        FROM meant AS m
        ORDER BY m.place;
    END
    $$;

-- Names with the words of a mended search, and those that are one of `wholes`. Names about
-- `letters` long are more likely meant; unknown names are only looked at when no other has
-- the words.
CREATE OR REPLACE FUNCTION search_mended(terms text, wholes text[], letters integer, kinds text[])
    RETURNS TABLE (id bigint, kind text, weight smallint, name text, also text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET enable_indexscan = off
    SET max_parallel_workers_per_gather = 0
    SET jit = off
    AS $$
    #variable_conflict use_column
    DECLARE
        wanted CONSTANT tsquery := terms::tsquery;
    BEGIN
        RETURN QUERY
        SELECT DISTINCT coalesce(m.media_id, m.person_id), m.kind, m.weight, m.name, m.also
        FROM (
            (
                SELECT media_id, person_id, kind, weight, name, also
                FROM (
                    SELECT media_id, person_id, kind, weight, name, also, squeezed
                    FROM search_names
                    WHERE weight >= 620
                      AND search_terms(name, also) @@ wanted
                      AND kind = ANY(kinds)
                    LIMIT 3000
                ) AS looked_at
                ORDER BY weight + CASE WHEN abs(length(squeezed) - letters) <= 2 THEN 600 ELSE 0 END
                    DESC
                LIMIT 100
            )
            UNION ALL
            (
                SELECT media_id, person_id, kind, weight, name, also
                FROM search_names
                WHERE squeezed = ANY(wholes) AND kind = ANY(kinds)
                LIMIT 200
            )
        ) AS m;
        IF FOUND THEN
            RETURN;
        END IF;

        RETURN QUERY
        SELECT coalesce(m.media_id, m.person_id), m.kind, m.weight, m.name, m.also
        FROM (
            SELECT media_id, person_id, kind, weight, name, also, squeezed
            FROM search_names
            WHERE search_terms(name, also) @@ wanted AND kind = ANY(kinds)
            LIMIT 1000
        ) AS m
        ORDER BY m.weight + CASE WHEN abs(length(m.squeezed) - letters) <= 2 THEN 600 ELSE 0 END DESC
        LIMIT 100;
    END
    $$;

-- Names that have all words of a search but one, each in its spelling or one near it: for a search
-- that matches nothing as it was typed. The most similar names come first, known or not.
--
-- words  the words that tell something
-- terms  the tsquery of each of them, in all of its spellings
-- asked  the whole search, squeezed
CREATE OR REPLACE FUNCTION search_relaxed(words text[], terms text[], asked text, kinds text[])
    RETURNS TABLE (id bigint, kind text, weight smallint, name text, also text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET enable_indexscan = off
    SET max_parallel_workers_per_gather = 0
    SET jit = off
    AS $$
    #variable_conflict use_column
    DECLARE
        wanted tsquery;
    BEGIN
        WITH options AS MATERIALIZED (
            SELECT said.place,
                   concat_ws(' | ', said.term, (
                       SELECT string_agg('''' || near.word || '''', ' | ')
                       FROM (
                           SELECT w.word
                           FROM search_words AS w
                           WHERE w.near && search_near(said.word)
                           ORDER BY w.weight DESC, w.word
                           LIMIT 20
                       ) AS near
                       WHERE length(said.word) > 2
                   )) AS terms
            FROM unnest(words, terms) WITH ORDINALITY AS said (word, term, place)
        )
        SELECT string_agg(
            coalesce(
                (
                    SELECT string_agg('(' || kept.terms || ')', ' & ')
                    FROM options AS kept
                    WHERE kept.place <> left_out.place
                ),
                left_out.terms
            ),
            ' | '
        )::tsquery
        INTO wanted
        FROM options AS left_out;

        RETURN QUERY
        SELECT coalesce(m.media_id, m.person_id), m.kind, m.weight, m.name, m.also
        FROM (
            (
                SELECT media_id, person_id, kind, weight, name, also, squeezed
                FROM search_names
                WHERE weight >= 620 AND search_terms(name, also) @@ wanted AND kind = ANY(kinds)
                LIMIT 2000
            )
            UNION ALL
            (
                SELECT media_id, person_id, kind, weight, name, also, squeezed
                FROM search_names
                WHERE search_terms(name, also) @@ wanted AND weight < 620 AND kind = ANY(kinds)
                LIMIT 2000
            )
        ) AS m
        ORDER BY similarity(m.squeezed, asked) DESC, m.weight DESC
        LIMIT 60;
    END
    $$;
