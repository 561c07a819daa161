-- Pictures and fingerprints of files that are only in the object store: now they can be made.
SET LOCAL lock_timeout = '4s';

DELETE FROM trickplay_sets AS made
USING library_items AS item
WHERE item.id = made.library_item_id AND item.freed_at IS NOT NULL AND made.count = 0;

DELETE FROM audio_fingerprints AS heard
USING library_items AS item
WHERE item.id = heard.library_item_id AND item.freed_at IS NOT NULL AND heard.opening = '';
