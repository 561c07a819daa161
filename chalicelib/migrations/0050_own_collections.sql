-- Collections of a person: private, readable by all users, or written by named users too.
SET LOCAL lock_timeout = '4s';

ALTER TABLE collections
    ADD COLUMN visibility text NOT NULL DEFAULT 'private'
        CHECK (visibility IN ('private', 'house')),
    ADD COLUMN cover_media_id bigint REFERENCES media_items (id) ON DELETE SET NULL,
    DROP CONSTRAINT collections_strategy_check,
    -- Rules are evaluated for each reader, so the catalogue has none.
    ADD CONSTRAINT collections_strategy_check
        CHECK (strategy IN ('filter', 'static', 'llm') OR (strategy = 'smart' AND user_id IS NOT NULL));
CREATE INDEX collections_of_everybody ON collections (updated_at DESC, id)
    WHERE visibility = 'house' AND user_id IS NOT NULL;
CREATE INDEX collections_by_cover ON collections (cover_media_id) WHERE cover_media_id IS NOT NULL;

-- The people who may change the titles of a collection besides its owner.
CREATE TABLE collection_members (
    collection_id bigint      NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (collection_id, user_id)
);
CREATE INDEX collection_members_by_user ON collection_members (user_id);

-- Others have worked on a shared collection: it outlives its owner and belongs to the user who was named
-- first. All other collections go with their owner.
CREATE FUNCTION collections_pass_on() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH heirs AS (
        SELECT DISTINCT ON (m.collection_id) m.collection_id, m.user_id
        FROM collections AS c
        JOIN collection_members AS m ON m.collection_id = c.id
        WHERE c.user_id = OLD.id
        ORDER BY m.collection_id, m.created_at, m.user_id
    ),
    gone AS (
        DELETE FROM collection_members AS m
        USING heirs AS h
        WHERE m.collection_id = h.collection_id AND m.user_id = h.user_id
    )
    UPDATE collections AS c
    SET user_id = h.user_id
    FROM heirs AS h
    WHERE c.id = h.collection_id;
    RETURN OLD;
END
$$;
CREATE TRIGGER users_pass_on_collections BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION collections_pass_on();
