-- What a file may be, ranked when it was matched and not at each read of the review queue.
SET LOCAL lock_timeout = '4s';

ALTER TABLE library_items
    ADD COLUMN candidates     jsonb,        -- null: not ranked yet
    ADD COLUMN looked_up_at   timestamptz;  -- when a provider was asked for the title
CREATE INDEX library_items_to_look_up ON library_items (discovered_at DESC, id)
    WHERE match_state = 'unmatched' AND looked_up_at IS NULL AND NOT match_is_manual;
