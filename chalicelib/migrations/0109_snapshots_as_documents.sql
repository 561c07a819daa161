-- The recommendations of a person are one row: a row for each of 180 titles took longer to write
-- than to make. They are made again within seconds.
SET LOCAL lock_timeout = '4s';

DROP TABLE recommendation_snapshots;
CREATE TABLE recommendation_snapshots (
    user_id uuid  PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- The best first: [{"media_id", "score", "because": [{"mediaId", "kind", "rating", "keyword"}]}],
    -- where `because` is what the person knows, without what is null. A title may be gone since.
    titles  jsonb NOT NULL
);
DELETE FROM recommendation_runs;
