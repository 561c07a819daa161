import ChevronDown from "lucide-solid/icons/chevron-down";
import Monitor from "lucide-solid/icons/monitor";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { setGameStatus } from "../../api/games";
import type { GameState, GameStatus, MediaDetail } from "../../api/types";
import { formatDay } from "../../lib/formatDates";
import { changeGame } from "../../shared/titles/gameChanges";
import { GAME_STATUS_ORDER, GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { lastPlayedText } from "../../shared/titles/gameText";
import { moveGame } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Menu } from "../../ui/Menu";

interface GameStateRowProps {
  title: MediaDetail;
  state: GameState | undefined;
}

/** The shelf a game is on, since when, and on which platform. */
export function GameStateRow(props: GameStateRowProps) {
  const present = () => withUserMarks(props.title).gameStatus;
  const choose = (status: GameStatus) =>
    void moveGame(props.title, present() === status ? null : status);

  return (
    <div class="mt-5">
      <div
        role="group"
        aria-label="State"
        class="-mx-(--gutter) overflow-x-auto [scrollbar-width:none] px-(--gutter) py-1 desk:w-[calc(100vw-var(--side)-var(--gutter))]"
      >
        <div class="inline-flex gap-0.5 rounded-pill p-[5px] glass">
          <For each={GAME_STATUS_ORDER}>
            {(status) => (
              <button
                type="button"
                aria-pressed={present() === status}
                title={present() === status ? "Take it off your shelves" : undefined}
                class="reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-3.5 text-13 text-muted transition-[background-color,color] press hover:text-ink aria-pressed:bg-btn aria-pressed:font-strong aria-pressed:text-on-btn [&>svg]:size-4"
                onClick={() => choose(status)}
              >
                <Dynamic component={GAME_STATUSES[status].icon} aria-hidden="true" />
                {GAME_STATUSES[status].label}
              </button>
            )}
          </For>
        </div>
      </div>
      <Show when={present()}>
        {(status) => (
          <div class="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-muted">
            <span>{sinceText(status(), props.state)}</span>
            <PlatformMenu title={props.title} state={props.state} status={status()} />
          </div>
        )}
      </Show>
    </div>
  );
}

function sinceText(status: GameStatus, state: GameState | undefined): string {
  const now = new Date();
  const moved = state?.status === status ? state.movedAt : null;
  const since = moved ? ` since ${formatDay(new Date(moved), now)}` : "";
  const last = status === "completed" ? "" : lastPlayedText(state?.lastPlayedAt ?? null, now);
  return [`${GAME_STATUSES[status].label}${since}`, last.replace(/^P/, "p")]
    .filter(Boolean)
    .join(", ");
}

function PlatformMenu(props: GameStateRowProps & { status: GameStatus }) {
  const present = () => props.state?.platform ?? null;
  const more = () => props.state?.morePlatforms ?? [];
  const owned = () => [present(), ...more()].filter((name) => name !== null);
  const names = () => [...new Set([...props.title.platforms, ...owned()])];
  const store = (platforms: readonly string[], text: string) =>
    void changeGame(
      props.title,
      text,
      setGameStatus(props.title.id, {
        status: props.status,
        platform: platforms[0] ?? null,
        morePlatforms: platforms.slice(1),
      }),
    );
  const toggle = (name: string) =>
    owned().includes(name)
      ? store(
          owned().filter((each) => each !== name),
          `You no longer have it on ${name}`,
        )
      : store([...owned(), name], `You have it on ${name}`);
  const playOn = (name: string) =>
    store([name, ...owned().filter((each) => each !== name)], `You play it on ${name}`);
  return (
    <Show when={names().length > 0}>
      <Menu
        label={owned().length > 0 ? `Platform: ${owned().join(", ")}` : "Choose a platform"}
        triggerClass="reach inline-flex h-8 max-w-full items-center gap-2 rounded-pill px-3 text-13 transition-[background-color] press hairline hover:bg-fill"
        trigger={
          <>
            <Monitor class="size-4 flex-none" aria-hidden="true" />
            <span class="min-w-0 truncate">{owned().join(", ") || "Platform"}</span>
            <ChevronDown class="size-3.5 flex-none" aria-hidden="true" />
          </>
        }
        groups={[
          {
            title: "You have it on",
            isMultiple: true,
            items: names().map((name) => ({
              value: name,
              label: name,
              chosen: owned().includes(name),
              onSelect: () => toggle(name),
            })),
          },
          ...(more().length > 0
            ? [
                {
                  title: "You play it on",
                  items: owned().map((name) => ({
                    value: `play-${name}`,
                    label: name,
                    chosen: present() === name,
                    onSelect: () => playOn(name),
                  })),
                },
              ]
            : []),
        ]}
      />
    </Show>
  );
}
