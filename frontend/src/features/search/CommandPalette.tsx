import { createAsyncStore, useNavigate } from "@solidjs/router";
import Globe from "lucide-solid/icons/globe";
import Plus from "lucide-solid/icons/plus";
import Search from "lucide-solid/icons/search";
import { createMemo, createSignal, Show } from "solid-js";
import { newIdempotencyKey } from "../../api/idempotentWrites";
import type { MediaCard, ProviderTitle } from "../../api/types";
import { paletteOpen, setPaletteOpen } from "../../lib/commandPaletteState";
import { personPath, searchPath, titlePath } from "../../lib/pagePaths";
import { submitDownload } from "../../shared/downloads/addDownload";
import { parseSource } from "../../shared/downloads/downloadSource";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { toggleSeen, toggleWatchLater, useTitleActions } from "../../shared/titles/titleActions";
import { Modal } from "../../ui/Modal";
import { toastOnError } from "../../ui/toast";
import { ghost, type Entry } from "./paletteEntries";
import { createProviderTitleSearch, missingText } from "./providerTitleSearch";
import { pagesAndActions } from "./palettePages";
import { createPalette, isPagesOnly, outsideId, queryIn, type Line } from "./paletteState";
import { PaletteHints } from "./PaletteHints";
import { PaletteInput } from "./PaletteInput";
import { PaletteLines } from "./PaletteLines";
import {
  EntryPreview,
  ProviderTitlePreview,
  PalettePreview,
  PersonPreview,
} from "./PalettePreview";
import { recents, addRecent, type Recent } from "./recentItems";
import { cardOf, personOf } from "./mergeSuggestions";
import { createTitleSearch } from "./titleSearch";

/** Number of titles suggested before any input. */
const MAX_SUGGESTED = 4;

/** The row that asks the providers; it keeps the palette open. */
const LOOK_OUTSIDE = "look-outside";

const isPerson = (recent: Recent) => recent.kind === "person";
const isTitle = (recent: Recent) => !isPerson(recent);
const asTitle = (recent: Recent) => cardOf({ ...recent, mediaType: null });
const asPerson = (recent: Recent) => personOf({ ...recent, mediaType: null });

function Preview(props: { line: Line | null }) {
  const title = () => (props.line?.kind === "title" ? props.line.media : null);
  const person = () => (props.line?.kind === "person" ? props.line.person : null);
  const outside = () => (props.line?.kind === "outside" ? props.line.outside : null);
  const entry = () => (props.line?.kind === "entry" ? props.line.entry : null);
  return (
    <>
      <Show when={title()}>{(media) => <PalettePreview media={media()} />}</Show>
      <Show when={person()}>{(found) => <PersonPreview person={found()} />}</Show>
      <Show when={outside()}>{(title) => <ProviderTitlePreview title={title()} />}</Show>
      <Show when={entry()}>{(found) => <EntryPreview entry={found()} />}</Show>
    </>
  );
}

/** Search for titles, people, pages and actions. */
export default function CommandPalette() {
  let input!: HTMLInputElement;
  const navigate = useNavigate();
  const titles = useTitleActions();
  const [typed, setTyped] = createSignal("");
  const query = () => queryIn(typed());
  const found = createTitleSearch(() => (isPagesOnly(typed()) ? "" : query()));
  const outside = createProviderTitleSearch(query);
  const dashboard = createAsyncStore(() => dashboardQuery().catch(() => undefined));
  const toGoOnWith = createMemo(() =>
    (dashboard.latest?.continueWatching ?? []).map((item) => item.media).slice(0, MAX_SUGGESTED),
  );

  const extrasFor = (text: string): Entry[] => {
    if (text === "" || isPagesOnly(typed())) return [];
    const source = parseSource(text);
    if (source) {
      const key = newIdempotencyKey();
      const run = () => void toastOnError(submitDownload(source, key));
      return [
        { id: "add", label: "Download this link", note: "Action", icon: Plus, synonyms: "", run },
      ];
    }
    const run = () => navigate(searchPath(text));
    const label = `All results for “${text}”`;
    return [{ id: "all", label, note: "Page", icon: Search, synonyms: "", run }];
  };

  const outsideOf = (text: string): readonly ProviderTitle[] | Entry | null => {
    if (text === "" || isPagesOnly(typed()) || parseSource(text)) return null;
    const answer = outside.answer();
    if (answer && answer.items.length > 0) return answer.items;
    const state = outside.busy()
      ? "Searching TMDB and IGDB"
      : ((answer && missingText(answer)) ?? undefined);
    const label = `Search outside for “${text}”`;
    const run = () => void lookOutside();
    return { id: LOOK_OUTSIDE, label, note: "Action", state, icon: Globe, synonyms: "", run };
  };

  const isEmpty = () => query() === "";
  const lately = createMemo(() => (isEmpty() ? recents() : []));
  const heading = () => {
    if (isEmpty()) return lately().length > 0 ? "Recent" : "Continue watching";
    if (found.corrected())
      return `No title for “${found.answered()}”; showing “${found.corrected()}”`;
    if (found.items().length > 0) return "Titles";
    return found.failure() ?? (found.busy() ? "Searching" : "No results");
  };

  const palette = createPalette({
    typed,
    titles: () => {
      if (!isEmpty()) return found.items();
      const opened = lately().filter(isTitle).map(asTitle);
      return opened.length > 0 ? opened : toGoOnWith();
    },
    people: () => (isEmpty() ? lately().filter(isPerson).map(asPerson) : found.people()),
    titlesHeading: heading,
    isCorrected: () => found.corrected() !== null,
    places: () => pagesAndActions(navigate),
    extras: () => extrasFor(query()),
    outside: () => outsideOf(query()),
  });

  const close = () => setPaletteOpen(false);
  const lookOutside = async () => {
    palette.choose(LOOK_OUTSIDE);
    await outside.look();
    const first = outside.answer()?.items[0];
    // What was found stands where the row stood.
    if (first && palette.wants(LOOK_OUTSIDE)) palette.choose(outsideId(first));
  };
  const openTitle = (media: MediaCard) => {
    close();
    const { id, mediaType: kind, title, year, posterUrl } = media;
    addRecent({ kind, id, title, year, posterUrl });
    navigate(titlePath(media));
  };
  const addTitle = async (title: ProviderTitle) => {
    const media = await outside.add(title);
    if (media) openTitle(media);
  };
  const openOther = (line: Extract<Line, { kind: "person" | "entry" }>) => {
    if (line.id !== LOOK_OUTSIDE) close();
    if (line.kind === "person") {
      const { id, name: title, profileUrl: posterUrl } = line.person;
      addRecent({ kind: "person", id, title, year: null, posterUrl });
      navigate(personPath(id));
    } else line.entry.run();
  };
  const open = (line: Line) => {
    if (line.kind === "outside") void addTitle(line.outside);
    else if (line.kind === "title") openTitle(line.media);
    else openOther(line);
  };
  const openChosen = () => {
    const line = palette.chosen();
    // Enter before the results arrive: the listed items belong to the previous input.
    if (found.busy() && !palette.isUserSelection() && query() !== "") {
      close();
      navigate(searchPath(query()));
    } else if (line) open(line);
  };
  const chosenTitle = () => {
    const line = palette.chosen();
    return line?.kind === "title" ? line.media : null;
  };
  const playChosen = () => {
    const media = chosenTitle();
    if (!media?.atHand || media.mediaType === "game") return;
    close();
    void titles.play(media);
  };
  const saveChosen = () => {
    const media = chosenTitle();
    if (media) void toggleWatchLater(media);
  };
  const seeChosen = () => {
    const media = chosenTitle();
    if (media) void toggleSeen(media);
  };
  const completion = () => ghost(typed(), found.items()[0]?.title);

  const complete = () => setTyped(typed() + completion());
  const onKey = (event: KeyboardEvent) => {
    const canComplete = completion() !== "" && input.selectionStart === typed().length;
    const command = event.metaKey || event.ctrlKey;
    const keys: Record<string, (() => void) | undefined> = {
      ArrowDown: () => palette.move(1),
      ArrowUp: () => palette.move(-1),
      ArrowRight: canComplete ? complete : undefined,
      Enter: command ? playChosen : openChosen,
      Tab: () => palette.nextScope(event.shiftKey ? -1 : 1),
    };
    const altKeys: Record<string, () => void> = { KeyW: saveChosen, KeyS: seeChosen };
    const run = event.altKey ? altKeys[event.code] : keys[event.key];
    if (!run || event.isComposing) return;
    event.preventDefault();
    run();
  };

  return (
    <Modal
      open={paletteOpen()}
      onClose={close}
      label="Search"
      initialFocus={() => input}
      ground="bg-scrim backdrop-blur-[24px]"
      place="overflow-hidden px-6 pt-[min(104px,11vh)] phone:p-0"
      look="mx-auto flex max-h-[min(680px,82vh)] max-w-[860px] flex-col overflow-hidden rounded-sheet bg-surface-1/84 backdrop-blur-[40px] backdrop-saturate-150 opened:enter-pop phone:h-dvh phone:max-h-none phone:rounded-none phone:bg-surface-1/94"
    >
      <PaletteInput
        ref={(element) => (input = element)}
        value={typed()}
        ghost={completion()}
        scope={palette.scope()}
        chosenId={palette.chosen()?.id}
        onInput={(text) => {
          setTyped(text);
          palette.choose(null);
        }}
        onKeyDown={onKey}
        onClose={close}
      />
      <div class="grid min-h-0 flex-1 grid-cols-[1fr_288px] max-lg:grid-cols-1">
        <PaletteLines
          palette={palette}
          query={query()}
          note={found.failure() ?? (found.busy() ? "Searching" : "No results.")}
          onOpen={open}
        />
        <div class="overflow-y-auto border-l border-line [scrollbar-width:none] max-lg:hidden">
          <Preview line={palette.chosen()} />
        </div>
      </div>
      <PaletteHints tookMs={query() === "" ? null : found.tookMs()} />
    </Modal>
  );
}
