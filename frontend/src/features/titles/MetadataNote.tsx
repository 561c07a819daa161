import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { user } from "../../api/signedInUser";
import type { MediaDetail } from "../../api/types";
import { formatDay } from "../../lib/formatDates";
import { sectionPath } from "../../shared/settings/settingsSections";
import { unavailableText } from "./metadataNoteText";

const NAMES: Partial<Record<string, string>> = { tmdb: "TMDB", igdb: "IGDB" };

/** A note about the metadata: being fetched, or why it is incomplete. */
export function MetadataNote(props: { title: MediaDetail }) {
  const metadata = () => props.title.metadata;
  const provider = () => NAMES[metadata().provider ?? ""] ?? "";
  return (
    <div class="mt-14 min-h-5 text-12 text-muted" role="status">
      <Switch>
        <Match when={metadata().refreshing}>
          <span class="inline-flex items-center gap-2">
            <i class="size-1.5 animate-pulse rounded-full bg-accent" aria-hidden="true" />
            Fetching more metadata
          </span>
        </Match>
        <Match when={provider() && unavailableText(metadata().unavailable, provider())}>
          {(text) => (
            <>
              {text()}{" "}
              <Show when={user()?.role === "admin"}>
                <A
                  class="underline underline-offset-3 hover:text-ink"
                  href={sectionPath("metadata")}
                >
                  Open Metadata
                </A>
              </Show>
            </>
          )}
        </Match>
        <Match when={provider() && metadata().checkedAt}>
          {(checkedAt) => (
            <>
              Facts and pictures from {provider()}, looked up{" "}
              {formatDay(new Date(checkedAt()), new Date())}
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}
