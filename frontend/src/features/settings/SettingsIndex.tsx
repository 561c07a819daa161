import { Navigate } from "@solidjs/router";
import { Show } from "solid-js";
import { createMediaQuery } from "../../lib/mediaQuery";
import { pageTitle } from "../../lib/pageTitle";
import { sectionPath } from "../../shared/settings/settingsSections";
import { PageHeader } from "../../ui/PageHeader";
import { SectionList } from "./SectionList";

/** `/app/settings`: the list on phones, the first section beside the list elsewhere. */
export default function SettingsIndex() {
  pageTitle(() => "Settings");
  const isNarrow = createMediaQuery("(width < 1100px)");
  return (
    <Show when={isNarrow()} fallback={<Navigate href={sectionPath("account")} />}>
      <PageHeader title="Settings" />
      <nav aria-label="Settings">
        <SectionList look="page" />
      </nav>
    </Show>
  );
}
