-- How exactly a release is known, what an add-on belongs to, keywords, and ratings of episodes.
SET LOCAL lock_timeout = '4s';

-- Other than `day`, `released_on` is the last day of the month, the quarter or the year; `tba` has none.
ALTER TABLE media_releases ALTER COLUMN released_on DROP NOT NULL;
ALTER TABLE media_releases ADD COLUMN precision text NOT NULL DEFAULT 'day';
ALTER TABLE media_releases
    ADD CONSTRAINT media_releases_precision_check CHECK (
        precision IN ('day', 'month', 'quarter', 'year')
        OR (precision = 'tba' AND released_on IS NULL)
    ),
    ADD CONSTRAINT media_releases_known_day_check CHECK (
        released_on IS NOT NULL OR precision = 'tba'
    );

-- The day of the newest episode, and how viewers of the source of a show rate its episodes, of 10.
ALTER TABLE media_items ADD COLUMN last_air_date date;
ALTER TABLE show_episodes ADD COLUMN rating numeric(3, 1);
ALTER TABLE show_episodes ADD COLUMN votes integer;

CREATE TABLE keywords (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text   NOT NULL UNIQUE
);
CREATE TABLE media_keywords (
    media_id   bigint   NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    keyword_id bigint   NOT NULL REFERENCES keywords (id) ON DELETE CASCADE,
    position   smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (media_id, keyword_id)
);
CREATE INDEX media_keywords_by_keyword ON media_keywords (keyword_id);
