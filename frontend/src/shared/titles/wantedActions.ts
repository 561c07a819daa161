/** Wanting films and episodes. A change shows at once on cards, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { undoChange } from "../../api/tracking";
import type { WantedChange, WantedEpisode, WantedPreset } from "../../api/types";
import { addToWanted, removeFromWanted, type WantedScope } from "../../api/wanted";
import { dropCachedLists } from "../../lib/pagedList";
import { toastOnError, toastUndo } from "../../ui/toast";
import { watchlistCountsQuery, wantedCountsQuery, wantedShowQuery } from "../queries";
import { mark } from "./userMarks";

/** Episodes changed in this tab, until the server's response contains the change. */
const [changedEpisodes, setChangedEpisodes] = createStore<Record<number, boolean | undefined>>({});

/** Whether the user asked for the episode. Tracks. */
export function isEpisodeWanted(episode: WantedEpisode): boolean {
  return changedEpisodes[episode.id] ?? episode.isWanted;
}

function showEpisodes(ids: readonly number[], isWanted: boolean | undefined): void {
  for (const id of ids) setChangedEpisodes(id, isWanted);
}

/** Refetch what shows wanted titles. `changed` runs after a change and after its undo. */
async function refresh(changed?: () => void): Promise<void> {
  dropCachedLists("wanted");
  changed?.();
  await revalidate([watchlistCountsQuery.key, wantedCountsQuery.key, wantedShowQuery.key]);
}

/** Want episodes, or stop: they show it at once, and after Undo what they were before. */
export async function setEpisodesWanted(
  name: string,
  episodes: readonly WantedEpisode[],
  isWanted: boolean,
  call: Promise<WantedChange>,
): Promise<void> {
  const ids = episodes.filter((each) => isEpisodeWanted(each) !== isWanted).map(({ id }) => id);
  const change = async (on: boolean, request: Promise<unknown>) => {
    showEpisodes(ids, on);
    const done = await toastOnError(request.then(() => true));
    if (done) await refresh();
    showEpisodes(ids, undefined);
  };
  const answer = call.then((done) => {
    for (const media of done.media) mark(media.id, { wanted: media.wanted });
    const { undoId } = done;
    if (undoId)
      toastUndo(
        isWanted ? `${name} is wanted` : `${name} is no longer wanted`,
        () => void change(!isWanted, undoChange(undoId)),
      );
  });
  await change(isWanted, answer);
}

async function apply(
  text: string,
  call: Promise<WantedChange>,
  changed?: () => void,
): Promise<void> {
  const done = await toastOnError(call);
  if (!done) return;
  for (const media of done.media) mark(media.id, { wanted: media.wanted });
  void refresh(changed);
  const { undoId } = done;
  if (!undoId) return;
  const revert = async () => {
    if (!(await toastOnError(undoChange(undoId).then(() => true)))) return;
    for (const media of done.media) mark(media.id, { wanted: !media.wanted });
    void refresh(changed);
  };
  toastUndo(text, () => void revert());
}

/** `name` is what the toast calls it. */
export function want(
  name: string,
  scope: WantedScope,
  preset?: WantedPreset,
  changed?: () => void,
): Promise<void> {
  return apply(`${name} is wanted`, addToWanted(scope, preset), changed);
}

export function stopWanting(name: string, scope: WantedScope, changed?: () => void): Promise<void> {
  return apply(`${name} is no longer wanted`, removeFromWanted(scope), changed);
}
