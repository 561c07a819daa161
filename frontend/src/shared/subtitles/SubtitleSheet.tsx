import { createAsync, query, revalidate } from "@solidjs/router";
import ArrowLeft from "lucide-solid/icons/arrow-left";
import Minus from "lucide-solid/icons/minus";
import Plus from "lucide-solid/icons/plus";
import Search from "lucide-solid/icons/search";
import Trash from "lucide-solid/icons/trash";
import { createSignal, For, Show } from "solid-js";
import { deleteSubtitle, listSubtitles, moveSubtitle } from "../../api/subtitles";
import { undoChange } from "../../api/tracking";
import type { FoundSubtitle, Subtitle } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadingBoundary } from "../../ui/LoadingBoundary";
import { IconButton } from "../../ui/IconButton";
import { Sheet } from "../../ui/Sheet";
import { toast, toastOnError, toastUndo } from "../../ui/toast";
import { AddSubtitleFile } from "./AddSubtitleFile";
import { FindSubtitles } from "./FindSubtitles";
import { SyncToSound } from "./SyncToSound";
import { delayText, sourceText } from "./subtitleText";

const STEP_MS = 250;
/** As long as the server keeps it. */
const UNDO_MS = 30_000;

const subtitlesQuery = query(listSubtitles, "subtitles");

interface SubtitleSheetProps {
  itemId: string;
  open: boolean;
  onClose: () => void;
}

/** The subtitles of a file: add one, correct the delay, delete what was added. */
export function SubtitleSheet(props: SubtitleSheetProps) {
  const [isFinding, setFinding] = createSignal(false);
  const added = (found: FoundSubtitle) => {
    toast({ text: `${found.languageName} was added for everyone.` });
    setFinding(false);
    void revalidate(subtitlesQuery.key);
  };
  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      title={isFinding() ? "Find subtitles" : "Subtitles"}
      actions={
        <Show when={!isFinding()}>
          <div class="grid w-full gap-2">
            <Button tone="primary" onClick={() => setFinding(true)}>
              <Search class="size-4" aria-hidden="true" />
              Find subtitles
            </Button>
            <AddSubtitleFile
              itemId={props.itemId}
              onChange={() => revalidate(subtitlesQuery.key)}
            />
          </div>
        </Show>
      }
    >
      <Show
        when={!isFinding()}
        fallback={
          <>
            <Button size="small" class="mb-4" onClick={() => setFinding(false)}>
              <ArrowLeft class="size-4" aria-hidden="true" />
              All subtitles
            </Button>
            <FindSubtitles itemId={props.itemId} onAdded={(_, found) => added(found)} />
          </>
        }
      >
        <p class="mb-4 text-13 text-muted">
          What you add and correct here is there for everyone who plays this file.
        </p>
        <LoadingBoundary
          failed="The subtitles did not load."
          onRetry={() => revalidate(subtitlesQuery.key)}
        >
          <SubtitleList itemId={props.itemId} />
        </LoadingBoundary>
      </Show>
    </Sheet>
  );
}

function SubtitleList(props: { itemId: string }) {
  const found = createAsync(() => subtitlesQuery(props.itemId));
  return (
    <Show
      when={(found()?.items.length ?? 0) > 0}
      fallback={
        <Show when={found()}>
          <p class="text-14 text-muted">
            There are none yet. Add a file that ends in .srt, .ass, .ssa, .vtt or .sub, or put it
            beside the video.
          </p>
        </Show>
      }
    >
      <ul class="grid gap-2">
        <For each={found()?.items}>{(subtitle) => <SubtitleLine subtitle={subtitle} />}</For>
      </ul>
    </Show>
  );
}

function SubtitleLine(props: { subtitle: Subtitle }) {
  const [isBusy, setBusy] = createSignal(false);
  const run = async (work: Promise<unknown>) => {
    setBusy(true);
    await toastOnError(work).catch(() => undefined);
    await revalidate(subtitlesQuery.key);
    setBusy(false);
  };
  const takeBack = (undoId: string) =>
    void toastOnError(undoChange(undoId)).then(() => revalidate(subtitlesQuery.key));
  const move = (by: number) => {
    const offsetMs = props.subtitle.offsetMs + by;
    return run(
      moveSubtitle(props.subtitle.id, { offsetMs }).then(({ undoId, label }) =>
        toastUndo(`${label} moved for everyone.`, () => takeBack(undoId), UNDO_MS),
      ),
    );
  };
  const remove = () => {
    const { id, label } = props.subtitle;
    return run(
      deleteSubtitle(id).then((undoId) =>
        toastUndo(`${label} was deleted.`, () => takeBack(undoId), UNDO_MS),
      ),
    );
  };
  return (
    <li class="rounded-card bg-fill p-4" aria-busy={isBusy()}>
      <div class="flex items-start gap-3">
        <div class="min-w-0 flex-1">
          <p class="text-15 font-medium [overflow-wrap:anywhere]">{props.subtitle.label}</p>
          <p class="text-13 text-muted">{sourceText(props.subtitle)}</p>
        </div>
        <Show when={props.subtitle.canDelete}>
          <IconButton
            label={`Delete ${props.subtitle.label}`}
            tone="bare"
            size="small"
            disabled={isBusy()}
            onClick={() => void remove()}
          >
            <Trash />
          </IconButton>
        </Show>
      </div>
      <Show when={props.subtitle.form !== "picture"}>
        <div class="mt-3 flex items-center gap-2 text-13">
          <span class="flex-1 text-muted">Delay</span>
          <IconButton
            label={`Show ${props.subtitle.label} earlier`}
            size="small"
            disabled={isBusy()}
            onClick={() => void move(-STEP_MS)}
          >
            <Minus />
          </IconButton>
          <span class="w-16 text-center tabular-nums" aria-live="polite">
            {delayText(props.subtitle.offsetMs)}
          </span>
          <IconButton
            label={`Show ${props.subtitle.label} later`}
            size="small"
            disabled={isBusy()}
            onClick={() => void move(STEP_MS)}
          >
            <Plus />
          </IconButton>
        </div>
        <div class="mt-2">
          <SyncToSound
            subtitleId={props.subtitle.id}
            onMoved={() => void revalidate(subtitlesQuery.key)}
          />
        </div>
      </Show>
    </li>
  );
}
