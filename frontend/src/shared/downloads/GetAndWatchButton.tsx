import { A } from "@solidjs/router";
import CircleAlert from "lucide-solid/icons/circle-alert";
import Download from "lucide-solid/icons/download";
import Scale from "lucide-solid/icons/scale";
import { Match, onCleanup, Show, Switch } from "solid-js";
import type { FreeSource } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { ProgressBar } from "../../ui/ProgressBar";
import { jobText, progressText, sizeText, waitText } from "./freeSources";
import type { GetAndWatch } from "./getAndWatch";
import { progressOf } from "./jobState";

interface GetAndWatchProps {
  source: FreeSource;
  flow: GetAndWatch;
  /** Without the file's name: `Get and watch`, or `Get` for a game. */
  label?: string;
}

/** One press downloads the title; then the button shows the progress and leads to the download. */
export function GetAndWatchButton(props: GetAndWatchProps) {
  const running = () => {
    const job = props.flow.job();
    const text = job && progressText(job);
    return job && text ? { job, text } : null;
  };
  return (
    <Show when={running()} fallback={<StartButton {...props} />}>
      {(now) => (
        <A
          ref={keepFocus}
          href={`/app/downloads?job=${now().job.id}`}
          class={buttonClass({ tone: "primary", class: "relative overflow-hidden tabular-nums" })}
        >
          <Download class="size-5" aria-hidden="true" />
          {now().text}
          <span class="absolute inset-x-0 bottom-0" aria-hidden="true">
            <ProgressBar percent={progressOf(now().job)} label="" />
          </span>
        </A>
      )}
    </Show>
  );
}

function StartButton(props: GetAndWatchProps) {
  const episode = () => (props.source.episodeLabel ? ` ${props.source.episodeLabel}` : "");
  return (
    <Button
      ref={keepFocus}
      tone="primary"
      class="phone:px-4" // beside it is room for "Other sources"
      // Not `disabled`, which would take the focus.
      aria-disabled={props.flow.isBusy()}
      onClick={() => void props.flow.start(props.source.id)}
    >
      <Download class="size-5" aria-hidden="true" />
      {`${props.label ?? "Get and watch"}${episode()}`}
      <Show when={sizeText(props.source)}>
        {(size) => <span class="font-normal tabular-nums opacity-68">{size()}</span>}
      </Show>
    </Button>
  );
}

/** The button is replaced in each state, up to Play: move the focus to its successor. */
function keepFocus(button: HTMLElement): void {
  onCleanup(() => {
    const { parentElement } = button;
    if (document.activeElement !== button) return;
    queueMicrotask(() => parentElement?.querySelector<HTMLElement>("a, button")?.focus());
  });
}

/** The line below the buttons: duration, publisher and licence. */
export function FreeSourceLine(props: GetAndWatchProps) {
  const running = () => {
    const job = props.flow.job();
    return job && progressText(job) !== null ? job : null;
  };
  const failure = () => {
    const job = props.flow.job();
    return props.flow.error() ?? (job?.status === "failed" ? jobText(job) : null);
  };
  return (
    <p
      class="mt-[22px] flex gap-[9px] text-13 text-muted tabular-nums [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:flex-none"
      role="status"
    >
      <Switch
        fallback={
          <>
            <Scale aria-hidden="true" />
            <span>
              {waitText(props.source)}. <Licence source={props.source} />, from{" "}
              <Publisher source={props.source} />
            </span>
          </>
        }
      >
        <Match when={failure()}>
          {(text) => (
            <>
              <CircleAlert class="text-bad" aria-hidden="true" />
              <span>{text()}</span>
            </>
          )}
        </Match>
        <Match when={running()}>
          {(job) => (
            <>
              <Download aria-hidden="true" />
              <span>{jobText(job())}</span>
            </>
          )}
        </Match>
      </Switch>
    </p>
  );
}

const LINK = "underline decoration-fill-3 underline-offset-3 hover:text-ink";

/** Leads to the text of the licence. */
export function Licence(props: { source: FreeSource }) {
  return (
    <a
      href={props.source.licenceUrl}
      target="_blank"
      rel="license noopener noreferrer"
      class={LINK}
    >
      {props.source.licence}
    </a>
  );
}

/** Leads to the publisher's page about the title, if there is one. */
export function Publisher(props: { source: FreeSource }) {
  return (
    <Show when={props.source.pageUrl} fallback={props.source.publisher}>
      {(page) => (
        <a href={page()} target="_blank" rel="noopener noreferrer" class={LINK}>
          {props.source.publisher}
        </a>
      )}
    </Show>
  );
}
