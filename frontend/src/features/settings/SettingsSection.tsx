import type { JSX } from "solid-js";

interface SettingsSectionProps {
  title: string;
  text: string;
  class?: string;
  end?: JSX.Element;
  children: JSX.Element;
}

/** One matter of the settings, on a sheet of its own. */
export function SettingsSection(props: SettingsSectionProps) {
  return (
    <section class={`mt-4 rounded-sheet bg-surface-1 p-6 hairline ${props.class ?? ""}`}>
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
