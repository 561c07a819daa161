import { A } from "@solidjs/router";
import Pencil from "lucide-solid/icons/pencil";
import Star from "lucide-solid/icons/star";
import Trash from "lucide-solid/icons/trash";
import { Show } from "solid-js";
import type { Play } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { IconButton } from "../../ui/IconButton";
import { SmallPoster } from "../../ui/poster/SmallPoster";
import { timeOf } from "./diaryDays";

interface DiaryEntryProps {
  play: Play;
  onEdit: () => void;
  onRemove: () => void;
  /** While several are chosen: whether this one is. */
  isChosen?: boolean;
  onChoose?: (on: boolean) => void;
}

/** A viewing in a list: what, when, its rating, and its buttons or its checkbox. */
export function DiaryEntry(props: DiaryEntryProps) {
  const media = () => props.play.media;
  const name = () => [media().title, props.play.episodeLabel].filter(Boolean).join(", ");
  const note = () =>
    [
      [props.play.episodeLabel, props.play.episodeTitle].filter(Boolean).join(" "),
      props.play.precision === "release" ? "On release" : timeOf(props.play),
    ].filter((part) => part !== "");
  return (
    <li
      class="relative flex items-center gap-4 rounded-card p-2 transition-colors hover:bg-surface-1 phone:gap-3"
      classList={{ "bg-accent/10! hover:bg-accent/15!": props.isChosen }}
    >
      <Show when={props.onChoose}>
        {(choose) => (
          // The whole row is the label: it covers the links, which are no aim while choosing.
          <label class="grid size-8 flex-none cursor-pointer place-items-center after:absolute after:inset-0 after:z-1 after:rounded-card">
            <input
              type="checkbox"
              class="relative z-2 size-[18px] cursor-pointer accent-(--accent)"
              aria-label={`Select ${name()}`}
              checked={props.isChosen ?? false}
              onChange={(event) => choose()(event.currentTarget.checked)}
            />
          </label>
        )}
      </Show>
      <SmallPoster media={media()} />
      <div class="min-w-0 flex-1">
        <h3 class="truncate text-17 tracking-[-.018em] phone:text-15">
          <A href={titlePath(media())}>{media().title}</A>{" "}
          <span class="font-light text-muted tabular-nums phone:hidden">{media().year}</span>
        </h3>
        <p class="truncate text-13 text-muted tabular-nums">{note().join(" · ")}</p>
      </div>
      <Show when={props.play.rating}>
        {(rating) => (
          <span class="flex flex-none items-center gap-1 text-13 text-accent-text tabular-nums">
            <Star class="size-3.5 fill-current" aria-hidden="true" />
            <span class="sr-only">You rated it </span>
            {rating()}
          </span>
        )}
      </Show>
      <Show when={!props.onChoose}>
        <div class="flex flex-none phone:-mr-2 phone:flex-col">
          <IconButton
            label={`Edit ${name()} in the diary`}
            tone="bare"
            size="medium"
            onClick={() => props.onEdit()}
          >
            <Pencil />
          </IconButton>
          <IconButton
            label={`Remove ${name()} from the diary`}
            tone="bare"
            size="medium"
            onClick={() => props.onRemove()}
          >
            <Trash />
          </IconButton>
        </div>
      </Show>
    </li>
  );
}
