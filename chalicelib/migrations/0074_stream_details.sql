-- What decides how a file can be played: the details of its streams, its chapters, and by which
-- version of the probe they were read. Files that an earlier version read are read again.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    ADD COLUMN probe_version smallint NOT NULL DEFAULT 0,
    ADD COLUMN bitrate_kbps  integer  NOT NULL DEFAULT 0, -- of the whole file; 0: not known
    ADD COLUMN hdr           text     NOT NULL DEFAULT ''; -- hdr10, hlg, dolby_vision

CREATE INDEX library_items_by_probe_version ON library_items (probe_version, id)
    WHERE scanned_at IS NOT NULL;

-- Empty and 0: not known, or not of this type of stream.
ALTER TABLE library_streams
    ADD COLUMN profile             text     NOT NULL DEFAULT '',
    ADD COLUMN level               smallint NOT NULL DEFAULT 0, -- as the codec counts: 41 is 4.1 of H.264
    ADD COLUMN bit_depth           smallint NOT NULL DEFAULT 0,
    ADD COLUMN pixel_format        text     NOT NULL DEFAULT '',
    ADD COLUMN transfer            text     NOT NULL DEFAULT '', -- pq, hlg
    ADD COLUMN hdr                 text     NOT NULL DEFAULT '',
    ADD COLUMN frame_rate          real     NOT NULL DEFAULT 0,
    ADD COLUMN width               integer  NOT NULL DEFAULT 0,
    ADD COLUMN height              integer  NOT NULL DEFAULT 0,
    ADD COLUMN channel_layout      text     NOT NULL DEFAULT '',
    ADD COLUMN is_forced           boolean  NOT NULL DEFAULT false,
    ADD COLUMN is_hearing_impaired boolean  NOT NULL DEFAULT false;

CREATE TABLE library_chapters (
    library_item_id uuid    NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    start_ms        integer NOT NULL,
    title           text    NOT NULL DEFAULT '',
    PRIMARY KEY (library_item_id, start_ms)
);
