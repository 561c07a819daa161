import Ellipsis from "lucide-solid/icons/ellipsis";
import Pencil from "lucide-solid/icons/pencil";
import Plus from "lucide-solid/icons/plus";
import Timer from "lucide-solid/icons/timer";
import Trash from "lucide-solid/icons/trash";
import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import { deletePlaythrough, deleteSession } from "../../api/games";
import type { GameSession, GameState, MediaDetail, Playthrough } from "../../api/types";
import { formatDay } from "../../lib/formatDates";
import { formatMinutes, pluralize } from "../../lib/format";
import { changeGame } from "../../shared/titles/gameChanges";
import { playedText, runText } from "../../shared/titles/gameText";
import { LogGameTimeSheet } from "../../shared/titles/LogGameTimeSheet";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { PlaythroughSheet } from "./PlaythroughSheet";

const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];
const FIRST_SHOWN = 3;

/** The time in a game, and every time through it. Nothing for a game that was never begun. */
export function Playthroughs(props: { title: MediaDetail; state: GameState }) {
  const [edited, setEdited] = createSignal<Playthrough | "new">();
  const [logged, setLogged] = createSignal<Playthrough>();
  const runs = () => props.state.playthroughs;
  const sessions = () => runs().reduce((total, run) => total + run.sessionCount, 0);

  return (
    <>
      <Show when={runs().length > 0 || props.state.status !== null}>
        <section class="pt-7" aria-label="Playthroughs">
          <div class="mb-4 flex flex-wrap items-end gap-x-8 gap-y-3">
            <p class="text-56 leading-none font-light tracking-[-.05em] tabular-nums phone:text-40">
              {playedText(props.state.minutesPlayed) || "0 h"}
            </p>
            <p class="pb-1 text-14 text-muted">
              {[
                pluralize(runs().length, "playthrough"),
                sessions() > 0 ? pluralize(sessions(), "session") : "",
              ]
                .filter((part) => part !== "")
                .join(", ")}
            </p>
            <Button size="medium" class="ml-auto" onClick={() => setEdited("new")}>
              <Plus class="size-4" aria-hidden="true" />
              New playthrough
            </Button>
          </div>
          <ul class="grid">
            <For each={runs()}>
              {(run, index) => (
                <Run
                  title={props.title}
                  run={run}
                  number={runs().length - index()}
                  onEdit={() => setEdited(run)}
                  onLog={() => setLogged(run)}
                />
              )}
            </For>
          </ul>
        </section>
      </Show>
      <PlaythroughSheet title={props.title} run={edited()} onClose={() => setEdited(undefined)} />
      <LogGameTimeSheet
        media={logged() ? props.title : undefined}
        playthroughId={logged()?.id}
        onClose={() => setLogged(undefined)}
      />
    </>
  );
}

interface RunProps {
  title: MediaDetail;
  run: Playthrough;
  number: number;
  onEdit: () => void;
  onLog: () => void;
}

function Run(props: RunProps) {
  const [isWhole, setWhole] = createSignal(false);
  const name = () => {
    const ordinal = ORDINALS[props.number - 1];
    return ordinal ? `${ordinal} playthrough` : `Playthrough ${props.number}`;
  };
  const shown = () => (isWhole() ? props.run.sessions : props.run.sessions.slice(0, FIRST_SHOWN));
  const facts = () =>
    [runText(props.run), props.run.platform].filter((fact) => fact !== null).join(" · ");

  return (
    <li class="border-t border-line py-4 first:border-0">
      <div class="flex items-center gap-3">
        <div class="min-w-0 flex-1">
          <h2 class="truncate text-17 tracking-[-.018em]">{props.run.note || name()}</h2>
          <p class="truncate text-13 text-muted">
            {props.run.note ? `${name()} · ${facts()}` : facts()}
          </p>
        </div>
        <span class="text-15 tabular-nums">{playedText(props.run.minutesPlayed)}</span>
        <Menu
          label={`Actions of the ${name().toLowerCase()}`}
          triggerClass="reach grid size-10 flex-none place-items-center rounded-full text-muted hover:bg-fill hover:text-ink [&>svg]:size-[18px]"
          trigger={<Ellipsis />}
          groups={[
            {
              items: [
                { value: "edit", label: "Edit", icon: <Pencil />, onSelect: () => props.onEdit() },
                { value: "log", label: "Log time", icon: <Timer />, onSelect: () => props.onLog() },
                {
                  value: "remove",
                  label: "Remove",
                  icon: <Trash />,
                  tone: "bad",
                  onSelect: () =>
                    void changeGame(
                      props.title,
                      "The playthrough is removed",
                      deletePlaythrough(props.title.id, props.run.id),
                    ),
                },
              ],
            },
          ]}
        />
      </div>
      <Show when={props.run.sessions.length > 0}>
        <ul class="mt-2">
          <For each={shown()}>{(session) => <Session title={props.title} session={session} />}</For>
        </ul>
      </Show>
      <Show when={props.run.sessionCount > shown().length && !isWhole()}>
        <Button tone="ghost" size="small" class="mt-1 -ml-3.5" onClick={() => setWhole(true)}>
          {pluralize(props.run.sessionCount - shown().length, "more session")}
        </Button>
      </Show>
    </li>
  );
}

function Session(props: { title: MediaDetail; session: GameSession }) {
  const day = () => formatDay(new Date(props.session.playedAt), new Date());
  return (
    <li class="group/session flex items-center gap-4 text-14">
      <span class="w-24 flex-none text-muted first-letter:uppercase">{day()}</span>
      <span class="min-w-0 flex-1 truncate">{props.session.note}</span>
      <span class="text-muted tabular-nums">{formatMinutes(props.session.minutes)}</span>
      <IconButton
        label={`Remove the session of ${day()}`}
        tone="bare"
        size="small"
        onClick={() =>
          void changeGame(
            props.title,
            "The session is removed",
            deleteSession(props.title.id, props.session.id),
          )
        }
      >
        <X />
      </IconButton>
    </li>
  );
}
