import { For } from "solid-js";
import { Disclosure } from "../../ui/Disclosure";
import { SettingsCard } from "../../shared/settings/SettingsCard";

const EXAMPLE =
  '{"action": "stop", "progress": 95, "movie": {"title": "Metropolis", "year": 1927, "ids": {"imdb": "tt0017136"}}}';

const PROGRAMS: readonly { name: string; steps: readonly string[] }[] = [
  {
    name: "Plex",
    steps: [
      "Webhooks need Plex Pass. Open Plex in a browser, then Settings, Webhooks.",
      "Choose Add Webhook, paste your address and save.",
      "Play something and pause it: it appears above.",
    ],
  },
  {
    name: "Jellyfin",
    steps: [
      "In the dashboard, open Plugins and install Webhook. Restart Jellyfin.",
      "Open the plugin's settings, choose Add Generic Destination and paste your address.",
      "Tick Playback Start, Playback Progress and Playback Stop, your user, Movies and Episodes.",
      "Tick Send All Properties and save.",
    ],
  },
  {
    name: "Emby",
    steps: [
      "Open Settings, then Notifications, and add a Webhooks notification.",
      "Paste your address and choose application/json.",
      "Tick the events of Playback and Mark Played, limit it to your user, and save.",
    ],
  },
  {
    name: "Kodi and others",
    steps: [
      "Use an add-on or a script that calls an address when something is played.",
      `Let it send JSON with POST, such as ${EXAMPLE}`,
      "For an episode, send a show with its title and an episode with season and number.",
    ],
  },
];

/** How to set up each program, to unfold. */
export function ScrobbleSteps() {
  return (
    <SettingsCard id="steps" title="How to set it up">
      <For each={PROGRAMS}>
        {(program) => (
          <Disclosure class="py-4" summaryClass="text-15 font-medium" summary={program.name}>
            <ol class="mt-3 grid list-decimal gap-2 pl-11 text-14 text-muted [overflow-wrap:anywhere]">
              <For each={program.steps}>{(step) => <li>{step}</li>}</For>
            </ol>
          </Disclosure>
        )}
      </For>
    </SettingsCard>
  );
}
