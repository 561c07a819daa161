/** Changes of collections: each is offered to be undone, and lists of them load again. */
import { undoChange } from "../../api/tracking";
import type { CollectionChange } from "../../api/types";
import { dropCachedLists } from "../../lib/pagedList";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Load lists of collections anew when they are shown next. */
function forgetCollections(): void {
  dropCachedLists("collection");
}

/**
 * Apply a change and offer to undo it; undefined after a failure. `onUndone` runs once it is
 * undone.
 */
export async function applyChange(
  call: Promise<CollectionChange>,
  text: string,
  onUndone: () => void,
): Promise<CollectionChange | undefined> {
  const done = await toastOnError(call);
  forgetCollections();
  const undoId = done?.undoId;
  if (!undoId) return done;
  const revert = async () => {
    const undone = await toastOnError(undoChange(undoId).then(() => true));
    forgetCollections();
    if (undone) onUndone();
  };
  const onUndo = () => void revert();
  toastUndo(text, onUndo);
  return done;
}
