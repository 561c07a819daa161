import type { Episode } from "../../api/types";

/** An episode without what gives it away: name, picture and text. Its number stays. */
export function withoutSpoilers(episode: Episode): Episode {
  return { ...episode, title: "", overview: "", stillUrl: null, stillPlaceholder: null };
}
