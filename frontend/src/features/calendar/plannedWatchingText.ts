/** Texts of what a plan asks for on a day. */
import type { PlannedWatching } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";
import { labelsText } from "../../shared/catchUp/catchUpText";

/** `2 episodes`. */
export const plannedText = (planned: PlannedWatching) => pluralize(planned.episodes, "episode");

/** `S1 E4 to S1 E5 · 1 h 20 min`. */
export const plannedFacts = (planned: PlannedWatching) =>
  `${labelsText(planned.firstLabel, planned.lastLabel)} · ${formatMinutes(planned.minutes)}`;
