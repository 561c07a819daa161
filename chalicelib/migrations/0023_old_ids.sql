-- An episode whose row was merged into that of another title is found by its old id as well: a
-- player that was open goes on saying it.
SET LOCAL lock_timeout = '4s';

CREATE TABLE merged_episodes (
    old_id     bigint PRIMARY KEY,
    episode_id bigint NOT NULL REFERENCES show_episodes (id) ON DELETE CASCADE
);
CREATE INDEX merged_episodes_by_episode ON merged_episodes (episode_id);

-- Titles an administrator made. They stay, also when they have a number of IMDb's that its files
-- do not have, or have of something that is not kept.
CREATE TABLE titles_made_by_hand (
    media_id bigint PRIMARY KEY REFERENCES media_items (id) ON DELETE CASCADE
);
