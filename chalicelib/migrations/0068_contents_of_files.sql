-- A file may hold several episodes, be one part of a film, or an extra of a title.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    DROP CONSTRAINT library_items_match_state_check,
    ADD CONSTRAINT library_items_match_state_check
        CHECK (match_state IN ('matched', 'unmatched', 'ignored', 'extra')),
    ADD COLUMN extra_kind  text     NOT NULL DEFAULT '',  -- of an extra: trailer, featurette, ...
    ADD COLUMN part_number smallint CHECK (part_number > 0),
    ADD COLUMN part_set    text     NOT NULL DEFAULT '',  -- the same for the parts of one copy
    ADD COLUMN editions    text[]   NOT NULL DEFAULT '{}';

-- The episodes of a file after its first one, which is library_items.episode_id.
CREATE TABLE library_item_episodes (
    item_id    uuid     NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    episode_id bigint   NOT NULL REFERENCES show_episodes (id) ON DELETE CASCADE,
    position   smallint NOT NULL CHECK (position > 1),
    PRIMARY KEY (item_id, position)
);
CREATE INDEX library_item_episodes_by_episode ON library_item_episodes (episode_id);
CREATE INDEX library_items_by_part ON library_items (media_id, part_set, part_number)
    WHERE part_number IS NOT NULL;

-- A file that is no episode any more is none of the others either.
CREATE FUNCTION library_item_lets_episodes_go() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        DELETE FROM library_item_episodes WHERE item_id = NEW.id;
        RETURN NULL;
    END
    $$;
CREATE TRIGGER library_items_let_episodes_go
    AFTER UPDATE OF episode_id ON library_items
    FOR EACH ROW WHEN (NEW.episode_id IS NULL AND OLD.episode_id IS NOT NULL)
    EXECUTE FUNCTION library_item_lets_episodes_go();

-- Extras are listed with their titles, not among the files.
DROP INDEX library_items_by_change;
CREATE INDEX library_items_by_change ON library_items (updated_at DESC, id)
    WHERE match_state <> 'ignored' AND match_state <> 'extra';
