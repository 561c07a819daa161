-- Lists of recommendations keep the parts of their scores, as arrays: a document of that size took
-- longer to write than the list to make. They are made again within seconds.
SET LOCAL lock_timeout = '4s';

DROP TABLE recommendation_snapshots, recommendation_runs;
CREATE TABLE recommendation_snapshots (
    user_id   uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    made_at   timestamptz NOT NULL,
    -- The best first. A title may be gone since.
    media_ids bigint[]    NOT NULL,
    scores    real[]      NOT NULL,
    parts     real[]      NOT NULL, -- five for each title: taste, together, similar, features, appeal
    reasons   bigint[]    NOT NULL  -- two for each title: what the person knows, or 0
);
-- To compress them takes longer than to write them.
ALTER TABLE recommendation_snapshots
    ALTER COLUMN media_ids SET STORAGE EXTERNAL,
    ALTER COLUMN scores SET STORAGE EXTERNAL,
    ALTER COLUMN parts SET STORAGE EXTERNAL,
    ALTER COLUMN reasons SET STORAGE EXTERNAL;
