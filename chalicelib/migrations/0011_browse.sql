-- What lists of titles are narrowed down by, and how many titles each of it leaves.
SET LOCAL lock_timeout = '4s';

-- catalogue_counts knows kinds and genres; this knows the rest. Numbers decide which way to walk
-- (a rare language: from its titles; a common one: along the order) and fill the filters' menus.
--   language, country, platform: as they are; year: the year; rating: 0.0 to 10.0;
--   votes: the number of binary digits, so 7 stands for 64 to 127.
CREATE TABLE catalogue_facets (
    media_type text   NOT NULL,
    facet      text   NOT NULL CHECK (
        facet IN ('language', 'country', 'platform', 'year', 'rating', 'votes')
    ),
    value      text   NOT NULL,
    count      bigint NOT NULL,
    PRIMARY KEY (facet, media_type, value)
);

CREATE INDEX media_items_by_language ON media_items (language, media_type)
    WHERE language IS NOT NULL;
CREATE INDEX media_items_by_country ON media_items USING gin (countries);
CREATE INDEX media_items_by_platform ON media_items USING gin (platforms);
CREATE INDEX media_scores_by_year ON media_scores (media_type, year);

-- What is on today. Episodes from the IMDb files have no day, so this stays small.
CREATE INDEX show_episodes_by_air_date ON show_episodes (air_date, media_id)
    WHERE air_date IS NOT NULL;

-- All that are rated, not only those that many rated: somebody may ask for fewer votes.
DROP INDEX media_scores_by_rating;
CREATE INDEX media_scores_by_rating ON media_scores (media_type, rating DESC, votes DESC, media_id)
    WHERE rating IS NOT NULL;

-- Counted once here for a catalogue that is there already; who changes it counts again.
INSERT INTO catalogue_counts (media_type, genre_id, count)
SELECT media_type, 0, count(*)
FROM media_items
GROUP BY media_type
UNION ALL
SELECT m.media_type, mg.genre_id, count(*)
FROM media_genres AS mg
JOIN media_items AS m ON m.id = mg.media_id
GROUP BY m.media_type, mg.genre_id;

INSERT INTO catalogue_facets (media_type, facet, value, count)
SELECT media_type, 'language', language, count(*)
FROM media_items
WHERE language IS NOT NULL
GROUP BY media_type, language
UNION ALL
SELECT media_type, 'country', country, count(*)
FROM media_items
CROSS JOIN LATERAL unnest(countries) AS country
GROUP BY media_type, country
UNION ALL
SELECT media_type, 'platform', platform, count(*)
FROM media_items
CROSS JOIN LATERAL unnest(platforms) AS platform
GROUP BY media_type, platform
UNION ALL
SELECT media_type, 'year', year::text, count(*)
FROM media_scores
WHERE year IS NOT NULL
GROUP BY media_type, year
UNION ALL
SELECT media_type, 'rating', rating::text, count(*)
FROM media_scores
WHERE rating IS NOT NULL
GROUP BY media_type, rating
UNION ALL
SELECT media_type, 'votes', length(ltrim(votes::bit(32)::text, '0'))::text, count(*)
FROM media_scores
GROUP BY 1, 3;
