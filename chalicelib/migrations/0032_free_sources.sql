-- Where titles can be had for free: addresses of publishers and archives, each with its licence.
SET LOCAL lock_timeout = '4s';

CREATE TABLE free_sources (
    id             bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_id       bigint   NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    season_number  smallint, -- with the next column: a source of one episode
    episode_number smallint,
    position       smallint NOT NULL, -- the lowest is tried first
    kind           text     NOT NULL CHECK (kind IN ('direct', 'archive_item', 'torrent', 'page')),
    publisher      text     NOT NULL,
    address        text     NOT NULL,
    licence        text     NOT NULL,
    licence_url    text     NOT NULL,
    size_bytes     bigint   CHECK (size_bytes > 0),
    CONSTRAINT free_sources_one_per_address UNIQUE (media_id, address),
    CONSTRAINT free_sources_episode_is_whole
        CHECK ((season_number IS NULL) = (episode_number IS NULL))
);

-- The source that a job downloads from; when it fails, the next one of the title is tried.
ALTER TABLE download_jobs
    ADD COLUMN free_source_id bigint REFERENCES free_sources (id) ON DELETE SET NULL;
