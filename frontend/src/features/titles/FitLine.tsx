import CalendarClock from "lucide-solid/icons/calendar-clock";
import CircleAlert from "lucide-solid/icons/circle-alert";
import CircleCheck from "lucide-solid/icons/circle-check";
import Download from "lucide-solid/icons/download";
import { Match, Show, Switch } from "solid-js";
import type { LibraryItem } from "../../api/types";
import { formatDate } from "../../lib/format";
import { fitOf, type Fit } from "./fit";

/** The browser's reported playback support. */
export function canPlayHere(mime: string): CanPlayTypeResult {
  return document.createElement("video").canPlayType(mime);
}

interface FitLineProps {
  item: LibraryItem | undefined;
  /** The release date, when it is known. */
  releaseDate?: string | null;
}

/** One sentence: whether and how it plays in this browser, or when it is released. */
export function FitLine(props: FitLineProps) {
  const comesOn = () => {
    const day = props.releaseDate;
    return day && new Date(day) > new Date() ? formatDate(day) : null;
  };
  return (
    <p class="mt-[22px] flex gap-[9px] text-13 text-muted [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:flex-none">
      <Show
        when={props.item}
        fallback={
          <Show
            when={comesOn()}
            fallback={
              <>
                <Download aria-hidden="true" />
                <span>Not in your library yet. Download it from a link or a torrent file</span>
              </>
            }
          >
            {(day) => (
              <>
                <CalendarClock aria-hidden="true" />
                <span>Not out yet. It comes on {day()}</span>
              </>
            )}
          </Show>
        }
      >
        {(item) => <FitText fit={fitOf(item(), canPlayHere)} />}
      </Show>
    </p>
  );
}

export function FitText(props: { fit: Fit }) {
  return (
    <>
      <Switch fallback={<CircleAlert class="text-bad" aria-hidden="true" />}>
        <Match when={props.fit.verdict === "plays"}>
          <CircleCheck class="text-ok" aria-hidden="true" />
        </Match>
        <Match when={props.fit.verdict === "doubtful"}>
          <CircleAlert class="text-warn" aria-hidden="true" />
        </Match>
      </Switch>
      <span>{props.fit.sentence}</span>
    </>
  );
}
