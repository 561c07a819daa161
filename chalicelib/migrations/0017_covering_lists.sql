-- Lists are found along an index; what they are narrowed down by stands in it too, so that a
-- walk past a hundred thousand titles does not look each of them up.
SET LOCAL lock_timeout = '4s';
SET LOCAL maintenance_work_mem = '192MB'; -- sorts a million and a half titles without a file

CREATE INDEX media_scores_popular ON media_scores (media_type, popularity DESC, media_id)
    INCLUDE (year, rating, votes);
CREATE INDEX media_scores_newest ON media_scores (media_type, released_on DESC, media_id)
    INCLUDE (year, rating, votes);
CREATE INDEX media_scores_most_rated ON media_scores (media_type, votes DESC, media_id)
    INCLUDE (year, rating);
CREATE INDEX media_scores_rated ON media_scores (media_type, rating DESC, votes DESC, media_id)
    INCLUDE (year)
    WHERE rating IS NOT NULL;
-- Among all that are rated, those that many rated stand far apart.
CREATE INDEX media_scores_rated_by_many
    ON media_scores (media_type, rating DESC, votes DESC, media_id)
    INCLUDE (year)
    WHERE rating IS NOT NULL AND votes >= 100;

-- Last, because from here on nobody can read.
DROP INDEX media_scores_by_popularity, media_scores_by_release, media_scores_by_votes,
    media_scores_by_rating;
ALTER INDEX media_scores_popular RENAME TO media_scores_by_popularity;
ALTER INDEX media_scores_newest RENAME TO media_scores_by_release;
ALTER INDEX media_scores_most_rated RENAME TO media_scores_by_votes;
ALTER INDEX media_scores_rated RENAME TO media_scores_by_rating;

-- An index answers alone only for pages of the table that were vacuumed since they changed.
ALTER TABLE media_scores SET (
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.02
);
