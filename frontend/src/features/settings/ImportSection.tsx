import { For, Match, Show, Switch } from "solid-js";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { Disclosure } from "../../ui/Disclosure";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { DropZone } from "./import/DropZone";
import { EarlierImports } from "./import/EarlierImports";
import { ImportCard } from "./import/ImportCard";
import { createImports } from "./import/imports";
import { FORMATS } from "./import/importText";
import { SERVICE_FILES } from "./import/exportInstructions";

const POLL_MS = 1_000;

/** A person's history of other services: upload, dry run, review, import, undo. */
export default function ImportSection() {
  const imports = createImports();
  runWhileVisible(POLL_MS, () => void imports.follow());
  const earlier = () =>
    imports
      .items()
      .filter((each) => each.id !== imports.current()?.id && each.state !== "uploading");
  return (
    <SettingsPage
      title="Import"
      lead="Bring what you watched, rated and saved elsewhere. Every import can be undone as a whole."
    >
      <Switch>
        <Match when={imports.state() === "loading"}>
          <Skeleton class="min-h-[220px] rounded-card!" />
        </Match>
        <Match when={imports.state() === "failed"}>
          <FailedState
            text="Your imports did not load."
            error={imports.failure()}
            onRetry={() => void imports.load()}
          />
        </Match>
        <Match when={imports.state() === "ready"}>
          <Show when={imports.current()} fallback={<DropZone imports={imports} />}>
            {(current) => <ImportCard import={current()} imports={imports} />}
          </Show>
          <Show when={earlier().length > 0}>
            <EarlierImports items={earlier()} imports={imports} />
          </Show>
        </Match>
      </Switch>
      <SettingsCard title="Where to get the file">
        <For each={SERVICE_FILES}>
          {(service) => (
            <Disclosure
              class="py-3.5"
              summaryClass="text-15 font-medium tracking-[-.01em]"
              summary={
                <>
                  {FORMATS[service.format]}
                  <span class="mt-0.5 block text-13 font-normal text-muted">{service.brings}</span>
                </>
              }
            >
              <p class="mt-2 max-w-[64ch] pl-6 text-14 text-pretty">{service.steps}</p>
            </Disclosure>
          )}
        </For>
      </SettingsCard>
    </SettingsPage>
  );
}
