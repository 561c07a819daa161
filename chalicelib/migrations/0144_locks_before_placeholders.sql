-- A picture that a lock keeps keeps its placeholder too. Triggers fire in the order of their names:
-- this one has to come after media_items_keep_locked_fields, which takes the new address back.
SET LOCAL lock_timeout = '4s';

ALTER TRIGGER media_items_drop_old_placeholders ON media_items
    RENAME TO media_items_leave_old_placeholders;
