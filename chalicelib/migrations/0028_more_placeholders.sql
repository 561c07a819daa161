-- What stands in for stills of episodes and portraits of people, as for titles' pictures.
SET LOCAL lock_timeout = '4s';

ALTER TABLE show_episodes ADD COLUMN still_placeholder text;
ALTER TABLE people ADD COLUMN profile_placeholder text;

CREATE INDEX show_episodes_waiting_for_still ON show_episodes (still_url)
    WHERE still_url IS NOT NULL AND still_placeholder IS NULL;
CREATE INDEX people_waiting_for_profile ON people (profile_url)
    WHERE profile_url IS NOT NULL AND profile_placeholder IS NULL;

CREATE FUNCTION drop_old_still_placeholder() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.still_placeholder := NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER show_episodes_drop_old_placeholder
    BEFORE UPDATE OF still_url ON show_episodes
    FOR EACH ROW
    WHEN (OLD.still_url IS DISTINCT FROM NEW.still_url)
    EXECUTE FUNCTION drop_old_still_placeholder();

CREATE FUNCTION drop_old_profile_placeholder() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.profile_placeholder := NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER people_drop_old_placeholder
    BEFORE UPDATE OF profile_url ON people
    FOR EACH ROW
    WHEN (OLD.profile_url IS DISTINCT FROM NEW.profile_url)
    EXECUTE FUNCTION drop_old_profile_placeholder();
