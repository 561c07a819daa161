import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import { createSignal, For, Show } from "solid-js";
import { pauseSource, resumeSource } from "../../../api/enrichment";
import type { EnrichmentSource } from "../../../api/types";
import { sectionPath } from "../../../shared/settings/sections";
import { Button, ButtonLink } from "../../../ui/Button";
import { ProgressBar } from "../../../ui/ProgressBar";
import { toastOnError } from "../../../ui/toast";
import { providerName } from "../metadataText";
import { keyForm } from "../providerKeys";
import { SourceOrb } from "./SourceOrb";
import { coverageText, kindText, shareOf, sourceText } from "./sourceText";

interface SourceRowProps {
  source: EnrichmentSource;
  /** After it was paused or resumed. */
  onChange: () => void;
}

/** A source: what it does now, how much it described, and a way to stop it. */
export function SourceRow(props: SourceRowProps) {
  const [busy, setBusy] = createSignal(false);
  const name = () => providerName(props.source.provider);
  const isHeld = () => props.source.state === "paused" || props.source.state === "resting";

  const change = async () => {
    setBusy(true);
    const act = isHeld() ? resumeSource : pauseSource;
    await toastOnError(act(props.source.provider));
    setBusy(false);
    props.onChange();
  };

  return (
    <li class="grid grid-cols-[48px_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-3 py-4">
      <SourceOrb state={props.source.state} mark={keyForm(props.source.provider).mark} />
      <div class="min-w-0">
        <p class="text-15 font-strong tracking-[-.01em]">{name()}</p>
        <p class="mt-0.5 text-13 text-muted">{sourceText(props.source, new Date())}</p>
        <Show when={props.source.lastError && props.source.state === "error"}>
          <p class="mt-0.5 text-13 text-bad">{props.source.lastError}</p>
        </Show>
      </div>
      <Show
        when={props.source.state !== "off"}
        fallback={
          <ButtonLink href={sectionPath("sources")} size="small">
            Set up
            <span class="sr-only"> {name()}</span>
          </ButtonLink>
        }
      >
        <Button
          size="small"
          disabled={busy()}
          aria-label={`${isHeld() ? "Resume" : "Pause"} ${name()}`}
          onClick={() => void change()}
        >
          {isHeld() ? (
            <Play class="size-3.5" aria-hidden="true" />
          ) : (
            <Pause class="size-3.5" aria-hidden="true" />
          )}
          {isHeld() ? "Resume" : "Pause"}
        </Button>
      </Show>
      <Show when={props.source.state !== "off" && props.source.coverage.length > 0}>
        <ul class="col-span-2 col-start-2 grid gap-2.5 phone:col-span-3 phone:col-start-1">
          <For each={props.source.coverage}>
            {(coverage) => (
              <li class="grid grid-cols-[64px_minmax(60px,1fr)_auto] items-center gap-3 text-13">
                <span class="text-muted">{kindText(coverage)}</span>
                <ProgressBar
                  percent={shareOf(coverage)}
                  label={`${kindText(coverage)} described by ${name()}`}
                />
                <span class="text-muted tabular-nums">{coverageText(coverage)}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </li>
  );
}
