/** Who watches together: one player reports the position for all of them. */
import { query, revalidate } from "@solidjs/router";
import {
  answerSharedViewing,
  getSharedViewing,
  leaveSharedViewing,
  startSharedViewing,
} from "../../api/sharedViewing";
import { undoChange } from "../../api/tracking";
import type { MediaCard, SharedViewing, Watcher } from "../../api/types";
import { joinList } from "../../lib/format";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Null when it is not known. */
export const sharedViewingQuery = query(
  () => getSharedViewing().catch(() => null),
  "shared-viewing",
);

const namesOf = (people: readonly Watcher[]) => joinList(people.map(({ name }) => name));

/** "With Ben and Mia", "Waiting for Mia". */
export const withText = ({ companions, asked }: SharedViewing) =>
  companions.length > 0 ? `With ${namesOf(companions)}` : `Waiting for ${namesOf(asked)}`;

/** Beside the title that is watched together: for whom its player counts. */
export function watchingText({ owner, companions, asked }: SharedViewing, isOwner: boolean) {
  if (!isOwner) return `counts for you while it plays at ${owner.name}’s`;
  const counts =
    companions.length > 0
      ? `counts for you and ${namesOf(companions)} this evening`
      : "counts for you";
  return asked.length > 0 ? `${counts}, and for ${namesOf(asked)} once they confirm it` : counts;
}

/** The player of this person counts for the others too; resolves when it does, or has failed. */
export async function watchTogether(media: MediaCard, people: string[]): Promise<void> {
  const change = await toastOnError(startSharedViewing(media.id, people));
  if (!change?.viewing) return;
  void revalidate(sharedViewingQuery.key);
  toastUndo(`${media.title} ${watchingText(change.viewing, true)}`, () => undo(change.undoId));
}

/** Tells the user who asks whether this person watches along. */
export async function answerAsk(ask: SharedViewing, joins: boolean): Promise<void> {
  const change = await toastOnError(answerSharedViewing(ask.owner.id, joins));
  void revalidate(sharedViewingQuery.key);
  if (!change) return;
  const counts = joins ? "counts" : "does not count";
  toastUndo(`${ask.media.title} ${counts} for you`, () => undo(change.undoId));
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
