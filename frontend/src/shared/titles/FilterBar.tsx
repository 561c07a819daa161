import { createAsyncStore } from "@solidjs/router";
import CirclePlay from "lucide-solid/icons/circle-play";
import EyeOff from "lucide-solid/icons/eye-off";
import { createSignal, For, Show } from "solid-js";
import type { MediaType } from "../../api/types";
import { Chip, ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { lazyPart } from "../../ui/lazyPart";
import { changePreferences, createPreferences } from "../preferences";
import { genresQuery } from "./catalogQueries";
import { countInSheet, isFiltered } from "./titleListFilters";
import { FiltersButton } from "./FiltersButton";
import { typeOf, type Kind } from "./mediaKinds";
import type { UrlFilters } from "./urlFilters";

const FilterSheet = lazyOverlay(() => import("./FilterSheet"));
const FilterSummary = lazyPart(() => import("./FilterSummary"), {
  skeleton: () => <div class="mt-3 mb-7 min-h-9 phone:mb-5" />,
});

interface FilterBarProps extends UrlFilters {
  /** Set when the page is limited to one title type; otherwise the type can be chosen. */
  type?: MediaType;
  /** Set when the page is limited to one genre. */
  genre?: string;
  /** The label of the unfiltered chip: "For you", "All". */
  all: string;
  platforms?: readonly string[];
  /** The number of titles as text; empty while it is unknown. */
  totalText: string;
}

const KINDS: readonly { kind: Kind; label: string }[] = [
  { kind: "movie", label: "Movies" },
  { kind: "show", label: "Shows" },
  { kind: "game", label: "Games" },
];

/** Filters of a title list: type and genre as chips, the others in a sheet. */
export function FilterBar(props: FilterBarProps) {
  const [open, setOpen] = createSignal(false);
  const preferences = createPreferences();
  const type = () => props.type ?? typeOf(props.filters().kind);
  const genres = createAsyncStore(() => genresQuery(type()), { initialValue: [] });
  const offered = () => (props.genre ? [] : genres.latest);
  const genreName = (slug: string) =>
    genres.latest.find((genre) => genre.slug === slug)?.name ?? slug.replaceAll("-", " ");
  const hidden = () => countInSheet(props.filters());

  return (
    <>
      <ChipRow label="Kinds and genres" class="min-h-[52px]">
        <FiltersButton
          count={hidden()}
          class="bg-fill transition-[background-color] hover:bg-fill-2"
          onOpen={() => setOpen(true)}
          onPreload={() => void FilterSheet.preload()}
        />
        <Show when={type() !== "game"}>
          <Chip
            on={preferences().hidesSeen}
            onClick={() => void changePreferences({ hidesSeen: !preferences().hidesSeen })}
          >
            <EyeOff aria-hidden="true" />
            Hide seen
          </Chip>
          <Chip
            on={props.filters().here}
            onClick={() => props.change({ here: !props.filters().here })}
          >
            <CirclePlay aria-hidden="true" />
            In your library
          </Chip>
        </Show>
        {/* Without a filter the row begins at its beginning, where the sheet of filters is. */}
        <ChipLink
          data-unfiltered=""
          href={props.linkTo({ kind: "all", genre: null, platform: null })}
          on={!props.filters().genre && props.filters().kind === "all" && !props.filters().platform}
        >
          {props.all}
        </ChipLink>
        <Show when={!props.type}>
          <For each={KINDS}>
            {({ kind, label }) => (
              <ChipLink
                data-kind={kind}
                href={props.linkTo({ kind, platform: null })}
                on={props.filters().kind === kind}
              >
                {label}
              </ChipLink>
            )}
          </For>
        </Show>
        <For each={props.platforms}>
          {(platform) => {
            const on = () => props.filters().platform === platform;
            return (
              <ChipLink href={props.linkTo({ platform: on() ? null : platform })} on={on()}>
                {platform}
              </ChipLink>
            );
          }}
        </For>
        <For each={offered()}>
          {(genre) => {
            const on = () => props.filters().genre === genre.slug;
            return (
              <ChipLink href={props.linkTo({ genre: on() ? null : genre.slug })} on={on()}>
                {genre.name}
              </ChipLink>
            );
          }}
        </For>
      </ChipRow>
      <Show when={open()}>
        <FilterSheet
          open={open()}
          onClose={() => setOpen(false)}
          filters={props.filters()}
          onChange={props.change}
          kinds={!props.type}
          type={type()}
          genres={offered()}
          platforms={props.platforms ?? []}
          totalText={props.totalText}
        />
      </Show>
      <Show when={isFiltered(props.filters()) || props.type || props.genre}>
        <FilterSummary {...props} listType={type()} genreName={genreName} />
      </Show>
    </>
  );
}
