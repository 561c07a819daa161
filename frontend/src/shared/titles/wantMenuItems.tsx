import Inbox from "lucide-solid/icons/inbox";
import type { MediaCard, WantedPreset } from "../../api/types";
import type { MenuItem } from "../../ui/Menu";
import { toggleWanted, wantEpisodes } from "./titleActions";

const PRESETS: readonly { preset: WantedPreset; label: string }[] = [
  { preset: "missing", label: "What is missing" },
  { preset: "all", label: "Every episode" },
  { preset: "future", label: "New episodes only" },
];

/** Want a film or a show, or stop. */
export function wantItem(media: MediaCard): MenuItem {
  return {
    value: "want",
    label: media.wanted ? "Remove from Wanted" : "Want",
    icon: <Inbox />,
    onSelect: () => void toggleWanted(media),
  };
}

/** Which episodes of a show to want. */
export function wantPresetItems(media: MediaCard): MenuItem[] {
  return [
    ...PRESETS.map(({ preset, label }) => ({
      value: `want-${preset}`,
      label,
      onSelect: () => void wantEpisodes(media, preset),
    })),
    ...(media.wanted ? [wantItem(media)] : []),
  ];
}
