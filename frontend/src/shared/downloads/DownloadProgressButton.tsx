import { A } from "@solidjs/router";
import Download from "lucide-solid/icons/download";
import type { DownloadJob } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { ProgressBar } from "../../ui/ProgressBar";
import { progressText } from "./freeSourceTexts";
import { progressOf } from "./jobState";
import { focusSuccessor } from "./focusSuccessor";

/** The button of a title that is being downloaded: the progress, and the way to the download. */
export function DownloadProgressButton(props: { job: DownloadJob }) {
  return (
    <A
      ref={focusSuccessor}
      href={`/app/downloads?job=${props.job.id}`}
      class={buttonClass({ tone: "primary", class: "relative overflow-hidden tabular-nums" })}
    >
      <Download class="size-5" aria-hidden="true" />
      {progressText(props.job)}
      <span class="absolute inset-x-0 bottom-0" aria-hidden="true">
        <ProgressBar percent={progressOf(props.job)} label="" />
      </span>
    </A>
  );
}
