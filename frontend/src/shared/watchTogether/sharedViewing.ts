/** Who watches together: one player reports the position for all of them. */
import { query, revalidate } from "@solidjs/router";
import { getSharedViewing, leaveSharedViewing, startSharedViewing } from "../../api/sharedViewing";
import { undoChange } from "../../api/tracking";
import type { MediaCard, SharedViewing, Watcher } from "../../api/types";
import { joinList } from "../../lib/format";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Null when no other user watches along, or when that is not known. */
export const sharedViewingQuery = query(
  () => getSharedViewing().catch(() => null),
  "shared-viewing",
);

/** "With Ben and Mia". */
export const withText = (companions: readonly Watcher[]) =>
  `With ${joinList(companions.map(({ name }) => name))}`;

/** The player of this person counts for the others too; resolves when it does, or has failed. */
export async function watchTogether(media: MediaCard, people: string[]): Promise<void> {
  const change = await toastOnError(startSharedViewing(media.id, people));
  if (!change?.viewing) return;
  void revalidate(sharedViewingQuery.key);
  const names = change.viewing.companions.map(({ name }) => name);
  toastUndo(`${media.title} counts for ${joinList(["you", ...names])}`, () => undo(change.undoId));
}

/** Takes a person out: a companion, or oneself. */
export async function leaveTogether(
  viewing: SharedViewing,
  person: Watcher,
  isOneself: boolean,
): Promise<void> {
  const change = await toastOnError(leaveSharedViewing(person.id));
  void revalidate(sharedViewingQuery.key);
  if (!change) return;
  const who = isOneself ? "You do" : `${person.name} does`;
  toastUndo(`${who} not watch ${viewing.media.title} any more`, () => undo(change.undoId));
}

function undo(undoId: string): void {
  void toastOnError(undoChange(undoId)).then(() => revalidate(sharedViewingQuery.key));
}
