import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import RotateCw from "lucide-solid/icons/rotate-cw";
import { createSignal, Show } from "solid-js";
import { pauseSource, resumeSource, retrySource } from "../../../api/enrichment";
import type { EnrichmentSource } from "../../../api/types";
import { pluralize } from "../../../lib/format";
import { sectionPath } from "../../../shared/settings/settingsSections";
import { Button, ButtonLink } from "../../../ui/Button";
import { toast, toastOnError } from "../../../ui/toast";
import { failureText, providerName } from "../metadataText";
import { keyForm } from "../providerKeyForms";
import { CoverageBars } from "./CoverageBars";
import { SourceOrb } from "./SourceOrb";
import { canResume, sourceText, unansweredOf } from "./sourceText";

interface SourceRowProps {
  source: EnrichmentSource;
  /** After it was paused or resumed. */
  onChange: () => void;
}

/** A source: what it does now, how much it described, and a way to stop it. */
export function SourceRow(props: SourceRowProps) {
  const [busy, setBusy] = createSignal(false);
  const name = () => providerName(props.source.provider);
  const isHeld = () => canResume(props.source);

  const change = async () => {
    if (busy()) return;
    setBusy(true);
    const act = isHeld() ? resumeSource : pauseSource;
    await toastOnError(act(props.source.provider));
    setBusy(false);
    props.onChange();
  };

  const retry = async () => {
    if (busy()) return;
    setBusy(true);
    const titles = await toastOnError(retrySource(props.source.provider));
    setBusy(false);
    if (titles === undefined) return;
    toast({ text: `${name()} is asked again for ${pluralize(titles, "title")}` });
    props.onChange();
  };

  return (
    <li class="grid grid-cols-[48px_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-3 py-4">
      <SourceOrb state={props.source.state} mark={keyForm(props.source.provider).mark} />
      <div class="min-w-0" classList={{ "phone:col-span-2": props.source.state !== "off" }}>
        <p class="text-15 font-strong tracking-[-.01em]">{name()}</p>
        <p class="mt-0.5 text-13 text-muted">{sourceText(props.source, new Date())}</p>
        <Show when={props.source.state !== "off" && failureText(props.source.lastError)}>
          {(text) => (
            <p
              class="mt-0.5 text-13"
              classList={{
                "text-bad": props.source.state === "error",
                "text-warn": props.source.state !== "error",
              }}
            >
              {text()}
            </p>
          )}
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
        <div class="flex flex-wrap justify-end gap-2 *:aria-disabled:opacity-40 phone:col-span-2 phone:col-start-2 phone:justify-start">
          <Show when={unansweredOf(props.source) > 0}>
            <Button
              size="small"
              aria-disabled={busy()}
              aria-label={`Ask ${name()} again`}
              onClick={() => void retry()}
            >
              <RotateCw class="size-3.5" aria-hidden="true" />
              Ask again
            </Button>
          </Show>
          <Button
            size="small"
            aria-disabled={busy()} // not `disabled`, which would take the focus
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
        </div>
      </Show>
      <Show when={props.source.state !== "off" && props.source.coverage.length > 0}>
        <CoverageBars
          class="col-span-2 col-start-2 phone:col-span-3 phone:col-start-1"
          coverage={props.source.coverage}
          what={`described by ${name()}`}
        />
      </Show>
    </li>
  );
}
