-- When episodes air, which end a season, and when people last opened the calendar.
SET LOCAL lock_timeout = '4s';

-- The time of day at which a show airs where it comes from; none where no provider says it.
ALTER TABLE media_items ADD COLUMN airs_at time;

-- Whether an episode ends its season; NULL where no provider says it.
ALTER TABLE show_episodes ADD COLUMN is_finale boolean;

-- A visit lasts while the calendar is opened again within half an hour. `visited_at` is the last
-- time, `before_at` the end of the visit before.
CREATE TABLE calendar_visits (
    user_id    uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    visited_at timestamptz NOT NULL,
    before_at  timestamptz
);
