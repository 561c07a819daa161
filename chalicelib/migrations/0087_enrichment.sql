-- Sources of metadata that an administrator paused, and what the page about them lists.

ALTER TABLE provider_states ADD COLUMN paused_at timestamptz;

-- Titles that a source did not know or could not answer for.
CREATE INDEX media_fetches_failures ON media_fetches (failure, media_id) WHERE failure <> '';
