-- Names of Latin letters with accents are as they were, at a quarter of the work: they have one
-- form already, so only the accents come off. One name in six of IMDb's is such a one.
SET LOCAL lock_timeout = '4s';

CREATE OR REPLACE FUNCTION search_letters(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN octet_length($1) = length($1) THEN replace(lower($1), '`', '''')
            WHEN $1 ~ '^[\u0020-\u007e\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*$'
                THEN public.fold(replace($1, '`', ''''))
            -- Small once more: there are signs that come apart into capitals.
            ELSE lower(public.fold(
                normalize(translate($1, '´`ʹʼʻ′’‘', ''''''''''''''''''), NFKC)
            ))
        END
    $$;

CREATE OR REPLACE FUNCTION search_name(text) RETURNS text
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
            -- The same three kinds, with accents.
            WHEN $1 ~ '^[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+(?: [A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+)*$'
                THEN public.fold($1)
            WHEN $1 ~ '^[\u0020-\u002d\u002f-\u007e\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*$'
                THEN btrim(regexp_replace(
                    public.fold(replace(replace($1, '`', ''), '''', '')), '[^a-z0-9]+', ' ', 'g'
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
