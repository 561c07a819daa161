-- A person says whether the players of others may report viewings for them, and confirms each when asked.
SET LOCAL lock_timeout = '4s';

ALTER TABLE user_preferences
    ADD COLUMN recorded_by_others text NOT NULL DEFAULT 'ask'
        CHECK (recorded_by_others IN ('yes', 'ask', 'no'));

-- A user may be asked by several, and watches with one of them.
ALTER TABLE shared_viewing_companions
    ADD COLUMN is_asked boolean NOT NULL DEFAULT false, -- has not answered: nothing is reported for them
    DROP CONSTRAINT shared_viewing_companions_pkey,
    ADD PRIMARY KEY (viewing_id, user_id);
CREATE INDEX shared_viewing_companions_by_user ON shared_viewing_companions (user_id);
CREATE UNIQUE INDEX shared_viewing_companions_one_per_person ON shared_viewing_companions (user_id)
    WHERE NOT is_asked;
DROP INDEX shared_viewing_companions_by_viewing;
