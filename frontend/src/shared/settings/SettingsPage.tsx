import { A } from "@solidjs/router";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import type { JSX } from "solid-js";
import { pageTitle } from "../../lib/pageTitle";
import { PageHeader } from "../../ui/PageHeader";

interface SettingsPageProps {
  title: string;
  lead?: JSX.Element;
  /** Controls at the end of the heading. */
  end?: JSX.Element;
  children: JSX.Element;
}

/** One section of the settings. On phones a link leads back to the list. */
export function SettingsPage(props: SettingsPageProps) {
  pageTitle(() => props.title);
  return (
    <div class="max-w-[780px]">
      <A
        href="/app/settings"
        class="reach mb-3 -ml-1.5 inline-flex items-center gap-1 text-15 text-accent-text lg:hidden"
      >
        <ChevronLeft class="size-5" aria-hidden="true" />
        Settings
      </A>
      <PageHeader title={props.title} lead={props.lead} end={props.end} />
      <div class="grid grid-cols-1 gap-10">{props.children}</div>
    </div>
  );
}
