-- Shows a person wants to have caught up with before an episode airs: the first of a season, or the
-- last of one. What to watch on which day is not stored; it follows from what was watched.
SET LOCAL lock_timeout = '4s';

CREATE TABLE catch_up_plans (
    user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id     bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    goal_season  integer     NOT NULL,
    goal_episode integer     NOT NULL, -- airs ahead; the plan is over once it did
    weekdays     smallint[]  NOT NULL, -- on which there is time, Monday is 0
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX catch_up_plans_by_media ON catch_up_plans (media_id);
