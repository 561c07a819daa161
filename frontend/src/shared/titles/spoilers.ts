import type { Episode } from "../../api/types";

/** An episode without its spoilers: name, picture and overview. Its number stays. */
export function withoutSpoilers(episode: Episode): Episode {
  return { ...episode, title: "", overview: "", stillUrl: null, stillPlaceholder: null };
}
