import CalendarClock from "lucide-solid/icons/calendar-clock";
import CircleAlert from "lucide-solid/icons/circle-alert";
import CircleCheck from "lucide-solid/icons/circle-check";
import Download from "lucide-solid/icons/download";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { Match, Show, Switch } from "solid-js";
import type { PlaybackOfVersion, LibraryItem } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { localDay } from "../../lib/localDay";
import { absenceAdvice, DAMAGED } from "../../shared/library/absenceText";

interface PlayabilityLineProps {
  item: LibraryItem | undefined;
  /** How it plays; undefined while that is not known. */
  playback: PlaybackOfVersion | undefined;
  /** The release date, when it is known. */
  releaseDate?: string | null;
}

/** One sentence: what pressing Play will do, or when the title is released. */
export function PlayabilityLine(props: PlayabilityLineProps) {
  const comesOn = () => {
    const day = props.releaseDate;
    return day && day > localDay(new Date()) ? formatDate(day) : null;
  };
  return (
    <p class="mt-[22px] flex min-h-5 gap-[9px] text-13 text-muted [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:flex-none">
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
        {(item) => <FitText item={item()} playback={props.playback} />}
      </Show>
    </p>
  );
}

/** It has just arrived: how it plays is known in a moment. */
function isBeingRead(playback: PlaybackOfVersion) {
  return playback.reasons.some(({ code }) => code === "being_read");
}

export function FitText(props: { item: LibraryItem; playback: PlaybackOfVersion | undefined }) {
  const trouble = () => {
    if (props.item.absence) return absenceAdvice(props.item.absence);
    return props.item.probeError && `${DAMAGED}. ${props.item.probeError}`;
  };
  return (
    <Show
      when={!trouble()}
      fallback={
        <>
          <CircleAlert class="text-bad" aria-hidden="true" />
          <span>{trouble()}</span>
        </>
      }
    >
      <Show when={props.playback}>
        {(playback) => (
          <>
            <Switch fallback={<RefreshCw aria-hidden="true" />}>
              <Match when={playback().kind === null && !isBeingRead(playback())}>
                <CircleAlert class="text-bad" aria-hidden="true" />
              </Match>
              <Match when={playback().kind === "direct"}>
                <CircleCheck class="text-ok" aria-hidden="true" />
              </Match>
            </Switch>
            <span>{playback().summary}</span>
          </>
        )}
      </Show>
    </Show>
  );
}
