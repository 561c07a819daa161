-- Users for whom the players of others may report what they watch together.
-- needs_answer: each time only after they have confirmed it.
CREATE OR REPLACE VIEW possible_companions AS
SELECT u.id, u.display_name AS name, coalesce(p.recorded_by_others, 'ask') = 'ask' AS needs_answer
FROM users AS u
LEFT JOIN user_preferences AS p ON p.user_id = u.id
WHERE u.disabled_at IS NULL AND coalesce(p.recorded_by_others, 'ask') <> 'no';
