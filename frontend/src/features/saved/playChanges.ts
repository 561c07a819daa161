/** Changes of viewings, one or several together. Each offers Undo. */
import { revalidate } from "@solidjs/router";
import { writeNotes } from "../../api/notes";
import { correctPlays, deletePlays, ratePlays, undoChange } from "../../api/tracking";
import type { NoteChoice, Play, PlaySelectionChange, PlayTime } from "../../api/types";
import { pluralize } from "../../lib/format";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { mediaQuery } from "../../shared/titleQueries";
import { statsQuery } from "../../shared/statsQuery";
import { notesQuery } from "../../shared/titles/noteActions";
import { mark } from "../../shared/titles/userMarks";
import { dropWatchedLists } from "../../shared/titles/dropWatchedLists";
import { errorText, toast, toastOnError, toastUndo } from "../../ui/toast";

/** What a sheet changed of a viewing; what is left out stays. */
export interface PlayEdit {
  when?: PlayTime;
  rating?: number | null;
  notes?: NoteChoice;
}

export interface PlayChanges {
  correct: (plays: readonly Play[], when: PlayTime) => Promise<void>;
  rate: (plays: readonly Play[], rating: number | null) => Promise<void>;
  remove: (plays: readonly Play[]) => Promise<void>;
  /** False after a failure, which a toast explains. */
  save: (play: Play, edit: PlayEdit) => Promise<boolean>;
}

const idsOf = (plays: readonly Play[]) => plays.map((play) => play.id);

/** The title of one, or how many there are. */
const nameOf = (plays: readonly Play[]) =>
  plays.length === 1 && plays[0] ? plays[0].media.title : pluralize(plays.length, "viewing");

export function createPlayChanges(reload: () => Promise<unknown>): PlayChanges {
  const changed = () => {
    dropWatchedLists();
    void revalidate([dashboardQuery.key, mediaQuery.key, statsQuery.key, notesQuery.key]);
    return reload();
  };
  const undo = async (undoIds: readonly string[], plays: readonly Play[]) => {
    await toastOnError(Promise.all(undoIds.map(undoChange)));
    for (const { media } of plays) mark(media.id, { watched: undefined, ownRating: undefined });
    await changed();
  };
  const offerUndo = (text: string, undoIds: readonly string[], plays: readonly Play[]) => {
    if (undoIds.length > 0) toastUndo(text, () => void undo(undoIds, plays));
  };
  const showMarks = (change: PlaySelectionChange) => {
    for (const { id, watched, ownRating } of change.media) mark(id, { watched, ownRating });
  };
  const apply = async (
    plays: readonly Play[],
    text: string,
    call: Promise<PlaySelectionChange>,
  ): Promise<void> => {
    const change = await toastOnError(call);
    if (!change) return;
    showMarks(change);
    offerUndo(text, change.undoId === null ? [] : [change.undoId], plays);
    await changed();
  };

  return {
    correct: (plays, when) =>
      apply(plays, `The date of ${nameOf(plays)} is changed`, correctPlays(idsOf(plays), when)),
    rate: (plays, rating) =>
      apply(
        plays,
        rating === null
          ? `The rating of ${nameOf(plays)} is removed`
          : `${nameOf(plays)}: ${rating} of 10`,
        ratePlays(idsOf(plays), rating),
      ),
    remove: (plays) =>
      apply(plays, `${nameOf(plays)} removed from your diary`, deletePlays(idsOf(plays))),
    save: async (play, edit) => {
      const calls = [
        ...(edit.when === undefined ? [] : [correctPlays([play.id], edit.when)]),
        ...(edit.rating === undefined ? [] : [ratePlays([play.id], edit.rating)]),
      ];
      const written = edit.notes && writeNotes(play.media.id, edit.notes);
      const all = await Promise.allSettled([...calls, ...(written ? [written] : [])]);
      const done = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      const [failed] = all.filter((each) => each.status === "rejected");
      for (const each of done) if ("count" in each) showMarks(each);
      offerUndo(
        failed ? `A part of ${play.media.title} is saved` : `${play.media.title} is saved`,
        done.flatMap((each) => each.undoId ?? []),
        [play],
      );
      if (failed) toast({ tone: "bad", text: errorText(failed.reason) });
      if (all.length > 0) await changed();
      return failed === undefined;
    },
  };
}
