import CalendarDays from "lucide-solid/icons/calendar-days";
import Star from "lucide-solid/icons/star";
import Trash from "lucide-solid/icons/trash";
import X from "lucide-solid/icons/x";
import { createSignal, Match, Switch, type JSX } from "solid-js";
import { Portal } from "solid-js/web";
import type { Play } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Sheet } from "../../ui/Sheet";
import { StarRating } from "../../ui/StarRating";
import { PlayDateFields } from "./PlayDateFields";
import type { PlayChanges } from "./playChanges";
import { createPlayDate } from "./playDate";

/** The server takes so many at once. */
const MAX_PLAYS = 200;

interface DiarySelectionBarProps {
  plays: readonly Play[];
  changes: PlayChanges;
  /** The selection ends. */
  onDone: () => void;
}

/** What can be done with the chosen viewings, at the bottom of the window. */
export function DiarySelectionBar(props: DiarySelectionBarProps) {
  const [sheet, setSheet] = createSignal<"date" | "rating">();
  const [rating, setRating] = createSignal<number | null>(null);
  const date = createPlayDate(() => props.plays[0]);
  const isTooMuch = () => props.plays.length > MAX_PLAYS;
  const onSave = (event: SubmitEvent) => {
    event.preventDefault();
    if (sheet() === "date") void props.changes.correct(props.plays, date.value());
    else void props.changes.rate(props.plays, rating());
    props.onDone();
  };
  const onDelete = () => {
    void props.changes.remove(props.plays);
    props.onDone();
  };

  return (
    <>
      <Portal>
        <div
          role="toolbar"
          aria-label="Selected viewings"
          class="fixed inset-x-0 bottom-[calc(24px+var(--tabbar))] z-40 mx-auto flex w-fit max-w-[calc(100vw-24px)] items-center gap-1 rounded-pill bg-surface-3 p-2 pl-5 float enter-rise phone:bottom-[calc(12px+var(--tabbar))]"
        >
          <span class="mr-2 text-14 font-strong whitespace-nowrap tabular-nums" aria-live="polite">
            {isTooMuch() ? `At most ${MAX_PLAYS} at once` : `${props.plays.length} selected`}
          </span>
          <Action
            label="Date"
            icon={<CalendarDays aria-hidden="true" />}
            isOff={isTooMuch()}
            onPress={() => {
              // One time of day is not that of several viewings.
              if (props.plays.length > 1) date.setTime("");
              setSheet("date");
            }}
          />
          <Action
            label="Rating"
            icon={<Star aria-hidden="true" />}
            isOff={isTooMuch()}
            onPress={() => setSheet("rating")}
          />
          <Action
            label="Delete"
            icon={<Trash aria-hidden="true" />}
            isBad
            isOff={isTooMuch()}
            onPress={onDelete}
          />
          <IconButton
            label="Clear selection"
            tone="bare"
            size="medium"
            onClick={() => props.onDone()}
          >
            <X />
          </IconButton>
        </div>
      </Portal>
      <Sheet
        open={sheet() !== undefined}
        onClose={() => setSheet(undefined)}
        title={sheet() === "rating" ? "How was it?" : "When did you watch it?"}
        eyebrow={pluralize(props.plays.length, "viewing")}
        actions={
          <Button type="submit" form="chosen-plays" tone="primary">
            Save
          </Button>
        }
      >
        <form id="chosen-plays" onSubmit={onSave}>
          <Switch>
            <Match when={sheet() === "date"}>
              <PlayDateFields date={date} />
            </Match>
            <Match when={sheet() === "rating"}>
              <StarRating label="Your rating" value={rating()} onChange={setRating} />
              <p class="mt-3 text-13 text-muted">
                Each film and each episode gets it. Without a star, the ratings are removed.
              </p>
            </Match>
          </Switch>
        </form>
      </Sheet>
    </>
  );
}

interface ActionProps {
  label: string;
  icon: JSX.Element;
  onPress: () => void;
  isBad?: boolean;
  isOff: boolean;
}

function Action(props: ActionProps) {
  return (
    <Button
      tone="ghost"
      size="medium"
      class={`px-3.5! phone:px-3! [&>svg]:size-[18px] ${props.isBad ? "text-bad!" : "text-ink!"}`}
      aria-label={props.label}
      disabled={props.isOff}
      onClick={() => props.onPress()}
    >
      {props.icon}
      <span class="phone:hidden">{props.label}</span>
    </Button>
  );
}
