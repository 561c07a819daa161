import { Show, type JSX } from "solid-js";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import { createHashTarget } from "./hashTarget";

/** What every group of download settings receives. */
export interface DownloadSettingsProps {
  settings: DownloadSettings;
  save: (change: DownloadSettingsChange) => void;
  /** The server's message for a field, by its name on the wire: `network.port`. */
  errorOf: (field: string) => string | null;
}

export const THREE_COLUMNS = "grid grid-cols-3 gap-4 max-md:grid-cols-1";
export const TWO_COLUMNS = "grid grid-cols-2 gap-4 max-md:grid-cols-1";

interface SettingsGroupProps {
  /** The fragment of its address: `/app/settings#seeding`. */
  id: string;
  title: string;
  text?: string;
  children: JSX.Element;
}

/** One heading of a section and its fields. */
export function SettingsGroup(props: SettingsGroupProps) {
  const target = createHashTarget(() => props.id);
  return (
    <section
      ref={target}
      id={props.id}
      class="scroll-mt-6 border-t border-line pt-6 first:border-0 first:pt-0"
    >
      <h3 class="text-15 font-strong">{props.title}</h3>
      <Show when={props.text}>
        <p class="mt-0.5 max-w-[60ch] text-13 text-muted">{props.text}</p>
      </Show>
      <div class="mt-4 grid grid-cols-1 gap-4">{props.children}</div>
    </section>
  );
}
