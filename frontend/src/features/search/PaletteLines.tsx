import CornerDownLeft from "lucide-solid/icons/corner-down-left";
import { createEffect, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { MediaCard, ProviderTitle, PersonCard } from "../../api/types";
import { formatMinutes } from "../../lib/format";
import { withUserMarks } from "../../shared/titles/userMarks";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { KeyedFor } from "../../ui/KeyedFor";
import { Portrait } from "../../ui/Portrait";
import { ProviderTitlePoster } from "../../shared/titles/ProviderTitlePoster";
import { Artwork } from "../../ui/poster/Artwork";
import { highlight, type Entry } from "./paletteEntries";
import type { Line, Palette } from "./paletteState";
import { aboutPerson } from "./personText";

interface PaletteLinesProps {
  palette: Palette;
  query: string;
  /** The message for an empty list. */
  note: string;
  onOpen: (line: Line) => void;
}

export function PaletteLines(props: PaletteLinesProps) {
  let list!: HTMLDivElement;

  createEffect(() => {
    const id = props.palette.chosen()?.id;
    if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  });

  return (
    <div
      ref={list}
      id="palette-lines"
      role="listbox"
      aria-label="Results"
      class="min-h-[300px] overflow-y-auto px-2.5 pt-1.5 pb-3 [scrollbar-width:thin]"
    >
      <KeyedFor
        each={props.palette.groups()}
        by={(group) => group.id}
        fallback={<p class="p-6 text-center text-14 text-muted">{props.note}</p>}
      >
        {(group) => (
          <div role="group" aria-label={group().title}>
            <p class="px-3 pt-3 pb-1.5 text-12 text-muted" aria-hidden="true">
              {group().title}
            </p>
            <KeyedFor each={group().lines} by={(line) => line.id}>
              {(line) => (
                <PaletteLine
                  line={line()}
                  query={props.query}
                  chosen={props.palette.chosen()?.id === line().id}
                  onChoose={() => props.palette.choose(line().id)}
                  onOpen={() => props.onOpen(line())}
                />
              )}
            </KeyedFor>
          </div>
        )}
      </KeyedFor>
    </div>
  );
}

interface PaletteLineProps {
  line: Line;
  query: string;
  chosen: boolean;
  onChoose: () => void;
  onOpen: () => void;
}

function PaletteLine(props: PaletteLineProps) {
  const title = () => (props.line.kind === "title" ? props.line.media : null);
  const person = () => (props.line.kind === "person" ? props.line.person : null);
  const outside = () => (props.line.kind === "outside" ? props.line.outside : null);
  const entry = () => (props.line.kind === "entry" ? props.line.entry : null);
  const hint = () => {
    if (outside()) return "Add";
    return title() && !title()?.inLibrary && title()?.mediaType !== "game" ? "Get" : null;
  };
  return (
    <div
      id={props.line.id}
      role="option"
      aria-selected={props.chosen}
      class="flex min-h-[52px] cursor-pointer items-center gap-3.5 rounded-[12px] px-3 py-1.5 text-15"
      classList={{ "bg-fill-2": props.chosen }}
      onPointerMove={(event) => {
        // Ignore hover caused by lines that move under a resting pointer.
        const moved = event.movementX !== 0 || event.movementY !== 0;
        if (moved && !props.chosen) props.onChoose();
      }}
      onClick={() => props.onOpen()}
    >
      <Show when={title()}>{(media) => <TitleLine media={media()} query={props.query} />}</Show>
      <Show when={person()}>{(found) => <PersonLine person={found()} query={props.query} />}</Show>
      <Show when={outside()}>{(found) => <OutsideLine title={found()} query={props.query} />}</Show>
      <Show when={entry()}>{(found) => <EntryLine entry={found()} query={props.query} />}</Show>
      <span class="ml-auto flex-none text-13 text-muted">
        <Show when={props.chosen} fallback={hint()}>
          <KeyboardKey>
            <CornerDownLeft class="size-3" aria-hidden="true" />
          </KeyboardKey>
        </Show>
      </span>
    </div>
  );
}

const KINDS = { movie: "film", show: "show", game: "game" } as const;

/** "1927, film · 65 min left". */
function whereItStands(media: MediaCard): string {
  const what = [media.year, KINDS[media.mediaType]].filter(Boolean).join(", ");
  const percent = media.progressPercent ?? 0;
  if (media.watched) return `${what} · seen`;
  if (percent > 0 && media.runtimeMinutes) {
    return `${what} · ${formatMinutes(media.runtimeMinutes * (1 - percent / 100))} left`;
  }
  if (media.atHand) return `${what} · ready to play`;
  return media.watchLater ? `${what} · in watch later` : what;
}

function TitleLine(props: { media: MediaCard; query: string }) {
  return (
    <>
      <span class="h-[51px] w-[34px] flex-none overflow-hidden rounded-chip">
        <Artwork
          title={props.media.title}
          year={props.media.year}
          genres={props.media.genres}
          src={props.media.posterUrl}
          kind="poster"
          alt=""
          sizes="34px"
          eager
        />
      </span>
      <span class="min-w-0">
        <Label text={props.media.title} query={props.query} />
        <small class="block truncate text-13 text-muted">
          {whereItStands(withUserMarks(props.media))}
        </small>
      </span>
    </>
  );
}

function OutsideLine(props: { title: ProviderTitle; query: string }) {
  return (
    <>
      <span class="h-[51px] w-[34px] flex-none overflow-hidden rounded-chip">
        <ProviderTitlePoster title={props.title} widthPx={34} />
      </span>
      <span class="min-w-0">
        <Label text={props.title.title} query={props.query} />
        <small class="block truncate text-13 text-muted">
          {[props.title.year, KINDS[props.title.mediaType]].filter(Boolean).join(", ")}
        </small>
      </span>
    </>
  );
}

function PersonLine(props: { person: PersonCard; query: string }) {
  return (
    <>
      <Portrait
        name={props.person.name}
        src={props.person.profileUrl}
        sizes="36px"
        class="size-9 flex-none rounded-full text-13"
      />
      <span class="min-w-0">
        <Label text={props.person.name} query={props.query} />
        <small class="block truncate text-13 text-muted">{aboutPerson(props.person)}</small>
      </span>
    </>
  );
}

function EntryLine(props: { entry: Entry; query: string }) {
  return (
    <>
      <span class="grid size-9 flex-none place-items-center rounded-control bg-fill [&>svg]:size-4">
        <Dynamic component={props.entry.icon} aria-hidden="true" />
      </span>
      <span class="min-w-0">
        <Label text={props.entry.label} query={props.query} />
        <small class="block text-13 text-muted">{props.entry.state ?? props.entry.note}</small>
      </span>
    </>
  );
}

/** The label with the typed text highlighted. */
function Label(props: { text: string; query: string }) {
  const parts = () => highlight(props.text, props.query);
  return (
    <span class="block truncate leading-tight font-medium">
      {parts()[0]}
      <span class="font-bold text-accent-text in-aria-selected:text-ink">{parts()[1]}</span>
      {parts()[2]}
    </span>
  );
}
