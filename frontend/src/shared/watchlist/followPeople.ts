/** Following people. A change shows at once, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { undoChange } from "../../api/tracking";
import { follow, unfollow } from "../../api/watchlist";
import { dropCachedLists } from "../../lib/pagedList";
import { toastOnError, toastUndo } from "../../ui/toast";
import { watchlistCountsQuery } from "../queries";

interface Named {
  id: number;
  name: string;
}

/** What was chosen in this tab, for every list with the same person. */
const [chosen, setChosen] = createStore<Record<number, boolean>>({});

/** Whether a person is followed; `fetched` is what the server said. Tracks. */
export const isFollowed = (id: number, fetched: boolean): boolean => chosen[id] ?? fetched;

async function apply<T>(id: number, on: boolean, call: Promise<T>): Promise<T | undefined> {
  setChosen(id, on);
  const done = await toastOnError(call.then((value) => ({ value })));
  if (!done) {
    setChosen(id, !on);
    return undefined;
  }
  dropCachedLists("watchlist");
  void revalidate(watchlistCountsQuery.key);
  return done.value;
}

export async function setFollowed(person: Named, on: boolean): Promise<void> {
  const call = on ? follow("person", [person.id]) : unfollow("person", [person.id]);
  const undoId = (await apply(person.id, on, call))?.undoId;
  if (!undoId) return;
  toastUndo(
    on ? `You follow ${person.name}` : `You no longer follow ${person.name}`,
    () => void apply(person.id, !on, undoChange(undoId)),
  );
}
