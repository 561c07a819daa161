/** Which episodes were seen, with the changes of this tab. */
import { createStore } from "solid-js/store";
import type { Episode } from "../../api/types";

/** Marks set in this tab, until the server's response contains them. */
const [marks, setMarks] = createStore<Record<number, boolean | undefined>>({});

/** Tracks. */
export function isSeen(episode: Episode): boolean {
  return marks[episode.id] ?? episode.watched;
}

/** Undefined removes the marks: the server's response contains the change. */
export function markEpisodes(episodes: readonly Episode[], on: boolean | undefined): void {
  for (const episode of episodes) setMarks(episode.id, on);
}
