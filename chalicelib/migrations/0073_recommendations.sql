-- What is recommended to each person, when it was made, and what they refused.
SET LOCAL lock_timeout = '4s';

CREATE TABLE recommendation_snapshots (
    user_id  uuid     NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id bigint   NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    position smallint NOT NULL, -- from 0, over all kinds
    score    real     NOT NULL,
    because  jsonb    NOT NULL, -- what the person knows: [{"mediaId", "kind", "rating"}]
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX recommendation_snapshots_by_media ON recommendation_snapshots (media_id);

CREATE TABLE recommendation_runs (
    user_id uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    made_at timestamptz NOT NULL
);

CREATE TABLE recommendation_dismissals (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    media_id   bigint      NOT NULL REFERENCES media_items (id) ON DELETE CASCADE,
    until      timestamptz, -- null: for good
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, media_id)
);
CREATE INDEX recommendation_dismissals_newest
    ON recommendation_dismissals (user_id, updated_at DESC);
CREATE INDEX recommendation_dismissals_by_media ON recommendation_dismissals (media_id);
