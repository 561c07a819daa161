-- Deleting one of millions of titles or episodes must not look through everybody's whole history.
SET LOCAL lock_timeout = '4s';

CREATE INDEX user_watch_later_by_media ON user_watch_later (media_id);
CREATE INDEX user_progress_by_media ON user_progress (media_id);
CREATE INDEX user_progress_by_episode ON user_progress (episode_id) WHERE episode_id IS NOT NULL;
CREATE INDEX user_watched_by_media ON user_watched (media_id);
CREATE INDEX user_watched_by_episode ON user_watched (episode_id) WHERE episode_id IS NOT NULL;
CREATE INDEX library_items_by_episode ON library_items (episode_id) WHERE episode_id IS NOT NULL;
CREATE INDEX download_jobs_by_media ON download_jobs (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX discover_section_items_by_media ON discover_section_items (media_id);

-- Room on each page, so that a new title of an episode touches no index.
ALTER TABLE show_episodes SET (fillfactor = 92);
