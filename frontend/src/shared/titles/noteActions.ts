/** What a person writes about titles. A change offers Undo. */
import { query, revalidate } from "@solidjs/router";
import { getNotes, listTags, removeTag, renameTag, tagTitle, writeNotes } from "../../api/notes";
import { undoChange } from "../../api/tracking";
import type { MediaCard, NoteChoice } from "../../api/types";
import { dropCachedLists } from "../../lib/pagedList";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Null when it did not load: the page does without. */
export const notesQuery = query((mediaId: number) => getNotes(mediaId).catch(() => null), "notes");

export const tagsQuery = query(() => listTags(), "tags");

/** The page of the titles with a tag. */
export const tagPath = (tag: string) => `/app/tags?tag=${encodeURIComponent(tag)}`;

export interface TagEdit {
  add: readonly string[];
  remove: readonly string[];
}

/** What shows notes or tags reads them again. */
function invalidate(): Promise<void> {
  dropCachedLists("tags");
  return revalidate([notesQuery.key, tagsQuery.key]);
}

function offerUndo(text: string, undoIds: readonly string[]): void {
  if (undoIds.length === 0) return;
  toastUndo(text, () => {
    const undone = Promise.all(undoIds.map((id) => undoChange(id))).then(() => true);
    void toastOnError(undone).then(invalidate);
  });
}

/** False after a failure, which a toast explains. */
export async function saveNotes(
  media: MediaCard,
  notes: NoteChoice,
  tags: TagEdit,
): Promise<boolean> {
  const hasTags = tags.add.length + tags.remove.length > 0;
  const calls = [
    ...(Object.keys(notes).length > 0 ? [writeNotes(media.id, notes)] : []),
    ...(hasTags ? [tagTitle(media.id, tags.add, tags.remove)] : []),
  ];
  if (calls.length === 0) return true;
  const changes = await toastOnError(Promise.all(calls));
  await invalidate();
  if (!changes) return false;
  offerUndo(
    `What you wrote about ${media.title} is saved`,
    changes.flatMap((change) => change.undoId ?? []),
  );
  return true;
}

/** Rename a tag everywhere. Rejects when the server refuses. */
export async function changeTagName(tag: string, name: string): Promise<void> {
  const change = await renameTag(tag, name);
  await invalidate();
  offerUndo(`${tag} is now ${name}`, change.undoId === null ? [] : [change.undoId]);
}

/** Take a tag from every title; false after a failure. */
export async function deleteTag(tag: string): Promise<boolean> {
  const change = await toastOnError(removeTag(tag));
  if (!change) return false;
  await invalidate();
  offerUndo(`${tag} is removed`, change.undoId === null ? [] : [change.undoId]);
  return true;
}
