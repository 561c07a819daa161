import CircleAlert from "lucide-solid/icons/circle-alert";
import Check from "lucide-solid/icons/check";
import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { addProviderTitle } from "../../api/providerTitles";
import type { Candidate, MediaCard, ProviderTitle, UnmatchedItem } from "../../api/types";
import { formatDuration } from "../../lib/format";
import { isPlain, isTyping } from "../../lib/keyboard";
import { TitleSearchField } from "../../shared/TitleSearchField";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { toastOnError } from "../../ui/toast";
import { CandidateCard } from "./CandidateCard";
import { EpisodeChoice } from "./EpisodeChoice";
import { FolderMatchSheet } from "./FolderMatchSheet";
import { guessText, nameParts } from "./fileNames";
import type { Review } from "./review";
import { reviewCommand, type ReviewCommand } from "./reviewKeys";

interface UnmatchedCardProps {
  item: UnmatchedItem;
  review: Review;
}

/** One unmatched file, its candidates and the actions for it. */
export function UnmatchedCard(props: UnmatchedCardProps) {
  let field: HTMLInputElement | undefined;
  const [index, setIndex] = createSignal(0);
  const [found, setFound] = createSignal<readonly Candidate[] | null>(null);
  const [episodeId, setEpisodeId] = createSignal<number>();
  /** The title that the whole folder may become. */
  const [folderOf, setFolderOf] = createSignal<MediaCard>();

  const isGame = () => props.item.content !== "video";

  /** Search results replace the candidates. */
  const shown = createMemo(() => found() ?? props.item.candidates);
  const chosen = createMemo(() => shown().at(Math.min(index(), shown().length - 1)));
  const choose = (to: number) => {
    setIndex(to);
    setEpisodeId(undefined);
  };

  const accept = () => {
    const outside = chosen()?.outside;
    const media = chosen()?.media;
    if (media) void props.review.accept(props.item, { mediaId: media.id, episodeId: episodeId() });
    else if (outside) void acceptOutside(outside);
  };
  /** The title comes into the catalogue; of a show, the episode is chosen next. */
  const acceptOutside = async (outside: ProviderTitle) => {
    const media = await toastOnError(addProviderTitle(outside));
    if (media?.mediaType === "show") {
      setFound([asCandidate(media)]);
      choose(0);
    } else if (media) {
      void props.review.accept(props.item, { mediaId: media.id });
    }
  };
  const matchFolder = async () => {
    const outside = chosen()?.outside;
    const media = chosen()?.media ?? (outside && (await toastOnError(addProviderTitle(outside))));
    setFolderOf(media ?? undefined);
  };
  const runCommand = (command: ReviewCommand) => {
    switch (command.do) {
      case "file":
        props.review.step(command.by);
        break;
      case "choose":
        if (command.index < shown().length) choose(command.index);
        break;
      case "accept":
        accept();
        break;
      case "skip":
        props.review.skip(props.item);
        break;
      case "leaveOut":
        void props.review.leaveOut(props.item);
        break;
      case "search":
        field?.focus();
        break;
      case "homeVideo":
        if (!isGame()) void props.review.homeVideo(props.item);
        break;
      case "folder":
        if (!isGame()) void matchFolder();
        break;
      case "undo":
        void props.review.undo();
        break;
    }
  };

  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isPlain(event) || isTyping(event) || folderOf()) return;
      // Enter activates a focused button; elsewhere it confirms the selected title.
      const onControl = event.target instanceof Element && event.target.closest("button, a, label");
      if (event.key === "Enter" && onControl) return;
      const command = reviewCommand(event.key);
      if (!command) return;
      event.preventDefault();
      // Otherwise the slash would open the global search.
      event.stopImmediatePropagation();
      runCommand(command);
    };
    document.addEventListener("keydown", onKey, { capture: true });
    onCleanup(() => document.removeEventListener("keydown", onKey, { capture: true }));
  });

  return (
    <div class="flex min-h-0 min-w-0 flex-col enter-rise">
      <div
        class="flex min-h-0 flex-1 flex-col gap-[15px] overflow-y-auto px-7 pt-6 pb-2 max-lg:overflow-visible phone:px-4 phone:pt-[22px]"
        data-scrolls
      >
        <header class="flex flex-wrap items-start justify-between gap-x-5 gap-y-2">
          <div class="min-w-0">
            <h2 class="text-28 tracking-[-.03em]">
              {isGame() ? "Match this game" : "Match this file"}
            </h2>
            <FileName item={props.item} />
          </div>
          <ParsedName item={props.item} />
        </header>
        <Show when={props.item.probeError}>
          {(reason) => (
            <p class="flex items-start gap-2.5 rounded-control bg-warn/10 px-4 py-3 text-14">
              <CircleAlert class="mt-0.5 size-4 flex-none text-warn" aria-hidden="true" />
              <span>Not matched by itself: {reason()}</span>
            </p>
          )}
        </Show>
        <div class="grid gap-2 p-0.5" role="radiogroup" aria-label="Possible titles">
          <For
            each={shown()}
            fallback={
              <p class="rounded-card bg-surface-2 p-6 text-15 text-muted">
                {found() ? "No title found." : "No match found. Search for the title below."}
              </p>
            }
          >
            {(candidate, at) => (
              <CandidateCard
                candidate={candidate}
                number={at() + 1}
                group={props.item.id}
                chosen={candidate === chosen()}
                showsConfidence={found() === null && props.item.probeError === ""}
                onChoose={() => choose(at())}
              />
            )}
          </For>
        </div>
        <Show when={chosen()?.media?.mediaType === "show" && chosen()?.media?.id} keyed>
          {(show) => (
            <EpisodeChoice showId={show} guess={props.item.guess} onChoose={setEpisodeId} />
          )}
        </Show>
        <TitleSearchField
          ref={(element) => (field = element)}
          placeholder={
            isGame()
              ? "None of these? Type the name of the game"
              : "None of these? Type a title, or paste a TMDB or IMDb link"
          }
          kinds={isGame() ? "games" : "videos"}
          shortcut="/"
          onFound={(titles) => {
            setFound(titles?.map(asCandidate) ?? null);
            choose(0);
          }}
          onAccept={accept}
        />
      </div>
      <footer class="flex flex-wrap items-center gap-1 rounded-b-sheet border-t border-line px-4 py-3.5 xl:gap-2 xl:px-7 max-lg:mx-px max-lg:mb-px max-lg:bg-surface-1 max-lg:sticky max-lg:bottom-(--tabbar) max-lg:z-1 phone:flex-nowrap phone:overflow-x-auto phone:px-4 phone:py-2.5 phone:[scrollbar-width:none] phone:[&>button]:flex-none">
        <Button
          tone="primary"
          size="medium"
          disabled={!chosen() || props.review.busy()}
          onClick={accept}
        >
          <Check class="size-4" aria-hidden="true" />
          Match
          <KeyboardKey class="border-transparent! bg-on-btn/12! text-inherit! phone:hidden">
            ⏎
          </KeyboardKey>
        </Button>
        <Show when={!isGame() && chosen()}>
          <Button size="medium" disabled={props.review.busy()} onClick={() => void matchFolder()}>
            Whole folder
            <KeyboardKey class="phone:hidden">F</KeyboardKey>
          </Button>
        </Show>
        <Button size="medium" onClick={() => props.review.skip(props.item)}>
          Skip
          <KeyboardKey class="phone:hidden">S</KeyboardKey>
        </Button>
        <Show when={!isGame()}>
          <Button
            size="medium"
            disabled={props.review.busy()}
            onClick={() => void props.review.homeVideo(props.item)}
          >
            Home video
            <KeyboardKey class="phone:hidden">H</KeyboardKey>
          </Button>
        </Show>
        <Button
          size="medium"
          tone="ghost"
          disabled={props.review.busy()}
          onClick={() => void props.review.leaveOut(props.item)}
        >
          Ignore
          <KeyboardKey class="phone:hidden">X</KeyboardKey>
        </Button>
        <span class="ml-auto flex items-center gap-[5px] text-12 text-muted max-[1599px]:hidden">
          <KeyboardKey>↑</KeyboardKey>
          <KeyboardKey>↓</KeyboardKey> file
          <Show when={Math.min(9, shown().length)}>
            {(last) => (
              <>
                <KeyboardKey>1</KeyboardKey>
                <Show when={last() > 1}>
                  to <KeyboardKey>{last()}</KeyboardKey>
                </Show>
                choose
              </>
            )}
          </Show>
        </span>
      </footer>
      <Show when={folderOf()}>
        {(media) => (
          <FolderMatchSheet
            itemId={props.item.id}
            media={media()}
            onMatched={(matched) => props.review.matchedFolder(props.item, matched)}
            onClose={() => setFolderOf(undefined)}
          />
        )}
      </Show>
    </div>
  );
}

/** A title that the user searched for: nothing is known for or against it. */
const asCandidate = (media: MediaCard): Candidate => ({
  media,
  outside: null,
  confidence: 0,
  why: "",
  reasons: [],
});

const READ = { title: "bg-accent/20", number: "bg-accent-2/40" } as const;

/** The file name with its recognised parts marked. */
function FileName(props: { item: UnmatchedItem }) {
  return (
    <p class="mt-2 text-14 [overflow-wrap:anywhere] text-muted">
      <For each={nameParts(props.item.fileName, props.item.guess)}>
        {(part) => (
          <Show when={part.read} fallback={<BreakableName text={part.text} />}>
            {(read) => (
              <mark class={`rounded-chip px-1 py-px text-ink ${READ[read()]}`}>
                <BreakableName text={part.text} />
              </mark>
            )}
          </Show>
        )}
      </For>
    </p>
  );
}

function ParsedName(props: { item: UnmatchedItem }) {
  const guessParts = () => guessText(props.item.guess);
  const length = () =>
    props.item.durationSeconds ? formatDuration(props.item.durationSeconds) : "";
  return (
    <Show when={guessParts().length > 0}>
      <p class="mt-2.5 text-13 text-muted tabular-nums phone:hidden">
        Read as <b class="font-medium text-ink">{guessParts().join(", ")}</b>
        {length() === "" ? "" : `, ${length()}`}
      </p>
    </Show>
  );
}
