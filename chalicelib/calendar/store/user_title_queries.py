"""The titles that concern a user, as a part of statements."""

from psycopg import sql

#: Titles a user has to do with: saved, wanted, followed, begun, given a status, in the library, and
#: the add-ons of their games.
KNOWN = """
    SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_favorites WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_watched WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_progress WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_statuses WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_games WHERE user_id = %(user_id)s AND status <> 'dropped'
    UNION SELECT l.linked_id
    FROM user_games AS g
    JOIN media_links AS l ON l.media_id = g.media_id AND l.kind IN ('dlc', 'expansion')
    WHERE g.user_id = %(user_id)s AND g.status <> 'dropped'
    UNION SELECT media_id FROM user_wanted WHERE user_id = %(user_id)s AND NOT is_excluded
    UNION SELECT media_id FROM user_wanted_upcoming WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM followed_shows(%(user_id)s)
    UNION SELECT media_id FROM library_items WHERE match_state = 'matched'
"""

#: Of those, what does not concern the user any more.
LEFT = """
    SELECT media_id FROM user_statuses WHERE user_id = %(user_id)s AND status = 'dropped'
    UNION
    SELECT media_id
    FROM user_follows
    WHERE user_id = %(user_id)s AND state = 'mute' AND media_id IS NOT NULL
"""

MINE = sql.SQL("{} EXCEPT ({})").format(sql.SQL(KNOWN), sql.SQL(LEFT))
