import type { JSX } from "solid-js";
import { createHashTarget } from "./hashTarget";

interface SettingsSectionProps {
  /** The fragment of its address, where it has one. */
  id?: string;
  title: string;
  text: string;
  class?: string;
  end?: JSX.Element;
  children: JSX.Element;
}

/** One subject of the settings, on a sheet of its own. */
export function SettingsSection(props: SettingsSectionProps) {
  const target = createHashTarget(() => props.id ?? "");
  return (
    <section
      ref={target}
      id={props.id}
      class={`mt-4 scroll-mt-6 rounded-sheet bg-surface-1 p-6 hairline ${props.class ?? ""}`}
    >
      <div class="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h2 class="text-17 tracking-[-.015em]">{props.title}</h2>
          <p class="mt-1 text-14 text-muted">{props.text}</p>
        </div>
        {props.end}
      </div>
      {props.children}
    </section>
  );
}
