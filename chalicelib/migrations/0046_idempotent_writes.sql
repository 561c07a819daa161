-- Every write may carry an Idempotency-Key: a key is reserved before there is an answer.
SET LOCAL lock_timeout = '4s';

ALTER TABLE idempotency_keys
    ALTER COLUMN status DROP NOT NULL,  -- null: the request is running
    ALTER COLUMN body DROP NOT NULL;    -- null as well when the answer cannot be repeated
CREATE INDEX idempotency_keys_newest ON idempotency_keys (user_id, created_at DESC);
