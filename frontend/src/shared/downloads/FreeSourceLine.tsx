import CircleAlert from "lucide-solid/icons/circle-alert";
import Download from "lucide-solid/icons/download";
import Scale from "lucide-solid/icons/scale";
import { Match, Show, Switch } from "solid-js";
import type { FreeSource } from "../../api/types";
import { jobText, waitText } from "./freeSourceTexts";
import { isUnderWay, type GetAndWatch } from "./getAndWatch";

/** The line below the buttons: duration, publisher and licence. */
export function FreeSourceLine(props: { source: FreeSource; flow: GetAndWatch }) {
  const running = () => {
    const job = props.flow.job();
    return job && isUnderWay(job) ? job : null;
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
