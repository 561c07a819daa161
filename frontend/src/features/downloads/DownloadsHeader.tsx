import { For, Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { countWord, rateParts } from "../../lib/format";
import { Sparkline } from "../../ui/Sparkline";
import { courseOf, TOTAL, totalRate } from "./rates";
import { leadOf, placeOf } from "./words";

interface DownloadsHeaderProps {
  jobs: readonly DownloadJob[];
  now: Date;
  /** Whether the list could not be refreshed. */
  isOld: boolean;
}

/** What a person asks first: how many, and until when. */
export function DownloadsHeader(props: DownloadsHeaderProps) {
  const open = () => props.jobs.filter((job) => placeOf(job) !== "over");
  const rate = () => totalRate(props.jobs);

  return (
    <header class="flex items-end justify-between gap-6 phone:block">
      <div>
        <h1 class="text-40 tracking-[-.035em] phone:text-32">
          {open().length === 0 ? "Nothing on the way" : `${countWord(open().length)} on the way`}
        </h1>
        <p class="mt-2 max-w-[60ch] text-17 text-muted phone:text-15">
          <For each={leadOf(props.jobs, props.now, props.isOld)}>
            {(words) => (
              <Show when={words.emphasis === "strong"} fallback={words.text}>
                <b class="font-strong text-ink tabular-nums">{words.text}</b>
              </Show>
            )}
          </For>
        </p>
      </div>
      <Show when={open().length > 0}>
        <div class="flex-none text-right phone:mt-5 phone:flex phone:items-center phone:gap-5 phone:text-left">
          <span class="text-40 leading-none font-[250] tracking-[-.05em] tabular-nums">
            {rateParts(rate())[0]}
            <small class="ml-1.5 text-13 font-normal tracking-normal text-muted">
              {rateParts(rate())[1]}
            </small>
          </span>
          <Sparkline
            class="mt-2 block h-9 w-[200px] phone:mt-0 phone:min-w-0 phone:flex-1"
            values={courseOf(TOTAL)}
            label="Download rate over the last two minutes"
            filled
          />
        </div>
      </Show>
    </header>
  );
}
