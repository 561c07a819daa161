-- What a person decided about a film or a show; everything else follows from what was watched.
SET LOCAL lock_timeout = '4s';

CREATE TABLE user_statuses (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    status     text        NOT NULL
               CHECK (status IN ('planned', 'watching', 'on_hold', 'dropped', 'completed')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX user_statuses_newest ON user_statuses (user_id, updated_at DESC, media_id);
CREATE INDEX user_statuses_by_media ON user_statuses (media_id);

ALTER TABLE user_changes ADD COLUMN statuses jsonb NOT NULL DEFAULT '[]';
