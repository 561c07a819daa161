-- wanted_parts() takes a moment instead of a date: the day depends on where a title is from.
SET LOCAL lock_timeout = '4s';

DROP FUNCTION IF EXISTS wanted_parts(uuid, date);  -- a new installation never had it
