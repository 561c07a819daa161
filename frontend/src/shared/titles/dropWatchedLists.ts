/** The cached lists that show what was watched. */
import { dropCachedLists } from "../../lib/pagedList";

/** After a viewing, or a change of one: the lists are loaded again when they are opened. */
export function dropWatchedLists(): void {
  for (const prefix of ["watched", "own:", "watchlist", "watch-later"]) dropCachedLists(prefix);
}
