import { A, createAsyncStore } from "@solidjs/router";
import CircleCheck from "lucide-solid/icons/circle-check";
import HardDrive from "lucide-solid/icons/hard-drive";
import Timer from "lucide-solid/icons/timer";
import { createSignal, Show, Suspense } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { formatBytes, joinList } from "../../lib/format";
import { gameStateQuery } from "../../shared/queries";
import { LogGameTimeSheet } from "../../shared/titles/LogGameTimeSheet";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button } from "../../ui/Button";
import { FinishGameSheet } from "./FinishGameSheet";
import { GameStateRow } from "./GameStateRow";
import { Playthroughs } from "./Playthroughs";
import { GameTimerButton } from "./GameTimerButton";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { TitleBelowTheFold } from "./lazyParts";

export default function GamePage() {
  return <TitlePage type="game">{(title) => <Game title={title} />}</TitlePage>;
}

/** A game's page: its state, the time in it, and its playthroughs. */
function Game(props: { title: MediaDetail }) {
  const state = createAsyncStore(() => gameStateQuery(props.title.id));
  const [isLogging, setLogging] = createSignal(false);
  const [isFinishing, setFinishing] = createSignal(false);
  const status = () => withUserMarks(props.title).gameStatus;
  const isBegun = () => status() === "playing" || status() === "paused";

  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={[...factsOf(props.title), props.title.license ?? ""].filter((word) => word !== "")}
        offer={null}
        game={{
          state: (
            <Suspense fallback={<div class="mt-5 h-24" />}>
              <GameStateRow title={props.title} state={state.latest} />
            </Suspense>
          ),
          actions: (
            <>
              <GameTimerButton title={props.title} state={state.latest} />
              <Button class="phone:flex-1" onClick={() => setLogging(true)}>
                <Timer class="size-5" aria-hidden="true" />
                Log time
              </Button>
              <Show when={isBegun()}>
                <Button class="phone:flex-1" onClick={() => setFinishing(true)}>
                  <CircleCheck class="size-5" aria-hidden="true" />
                  Finish
                </Button>
              </Show>
            </>
          ),
        }}
      >
        <p class="mt-[22px] flex gap-[9px] text-13 text-muted">
          <HardDrive class="mt-0.5 size-4 flex-none" aria-hidden="true" />
          <span>
            {libraryText(props.title)}
            <Show when={props.title.libraryItems.length > 0}>
              {". "}
              <A
                class="underline underline-offset-2"
                href={`/app/library?title=${String(props.title.id)}`}
              >
                Files
              </A>
            </Show>
          </span>
        </p>
      </TitleBillboard>
      <div class="page">
        <Suspense>
          <Show when={state.latest}>
            {(known) => <Playthroughs title={props.title} state={known()} />}
          </Show>
        </Suspense>
        <TitleFacts title={props.title} />
        <TitleBelowTheFold title={props.title} />
      </div>
      <LogGameTimeSheet
        media={isLogging() ? props.title : undefined}
        onClose={() => setLogging(false)}
      />
      <FinishGameSheet
        media={isFinishing() ? props.title : undefined}
        onClose={() => setFinishing(false)}
      />
    </>
  );
}

function libraryText(title: MediaDetail): string {
  if (title.libraryItems.length > 0) {
    const bytes = title.libraryItems.reduce((sum, item) => sum + item.fileSizeBytes, 0);
    return `In your library, ${formatBytes(bytes)}`;
  }
  if (title.platforms.length === 0) return "Not in your library yet";
  return `Not in your library yet. It runs on ${joinList(title.platforms)}`;
}
