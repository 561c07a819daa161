import Download from "lucide-solid/icons/download";
import { onMount, Show } from "solid-js";
import type { FreeSource } from "../../api/types";
import { Button } from "../../ui/Button";
import { lazyPart } from "../../ui/lazyPart";
import { sizeText } from "./bestFreeSource";
import { isUnderWay, type GetAndWatch } from "./getAndWatch";
import { focusSuccessor } from "./focusSuccessor";

interface GetAndWatchProps {
  source: FreeSource;
  flow: GetAndWatch;
  /** Without the file's name: `Get and watch`, or `Get` for a game. */
  label?: string;
}

const DownloadProgressButton = lazyPart(async () => {
  const { DownloadProgressButton: button } = await import("./DownloadProgressButton");
  return { default: button };
});

/** The line below the buttons: duration, publisher and licence. */
export const FreeSourceLine = lazyPart<GetAndWatchProps>(
  async () => {
    const { FreeSourceLine: line } = await import("./FreeSourceLine");
    return { default: line };
  },
  {
    skeleton: () => <p class="mt-[22px] min-h-[1lh] text-13 phone:min-h-[2lh]" />,
    isOptional: true,
  },
);

/** One press downloads the title; then the button shows the progress and leads to the download. */
export function GetAndWatchButton(props: GetAndWatchProps) {
  const running = () => {
    const job = props.flow.job();
    return job && isUnderWay(job) ? job : null;
  };
  return (
    <Show when={running()} fallback={<StartButton {...props} />}>
      {(job) => <DownloadProgressButton job={job()} />}
    </Show>
  );
}

function StartButton(props: GetAndWatchProps) {
  // It takes this button's place, and its focus, in one go.
  onMount(() => void DownloadProgressButton.preload());
  const episode = () => (props.source.episodeLabel ? ` ${props.source.episodeLabel}` : "");
  return (
    <Button
      ref={focusSuccessor}
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
