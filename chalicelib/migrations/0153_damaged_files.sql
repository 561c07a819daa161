-- Files that the probe could not read are listed by themselves: they are few among many.
SET LOCAL lock_timeout = '4s';
CREATE INDEX library_items_damaged ON library_items (updated_at DESC, id) WHERE probe_error <> '';
