-- The folder of the library that a file lies in, the innermost one that has options.
CREATE OR REPLACE FUNCTION library_root_of(path text) RETURNS library_roots
    LANGUAGE sql STABLE
    AS $$
        SELECT root
        FROM library_roots AS root
        WHERE starts_with(library_root_of.path, root.path || '/')
        ORDER BY length(root.path) DESC
        LIMIT 1
    $$;

-- Whether a policy is about a file.
CREATE OR REPLACE FUNCTION store_policy_chooses(
    item library_items, kinds text[], min_bytes bigint, after_days integer, at timestamptz
) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
        SELECT (cardinality(kinds) = 0 OR item.media_type = ANY(kinds))
            AND item.file_size_bytes >= min_bytes
            AND item.discovered_at <= at - make_interval(days => after_days)
    $$;
