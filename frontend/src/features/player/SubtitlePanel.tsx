import ArrowLeft from "lucide-solid/icons/arrow-left";
import Minus from "lucide-solid/icons/minus";
import Plus from "lucide-solid/icons/plus";
import Captions from "lucide-solid/icons/captions";
import Search from "lucide-solid/icons/search";
import { createSignal, createUniqueId, For, Match, Show, Switch } from "solid-js";
import { IconButton } from "../../ui/IconButton";
import { SegmentedControl } from "../../ui/RadioGroup";
import { FindSubtitles } from "../../shared/subtitles/FindSubtitles";
import { SyncToSound } from "../../shared/subtitles/SyncToSound";
import { ChoiceRow } from "./ChoiceRow";
import type { Subtitles } from "./createSubtitles";
import { PlayerPopover } from "./PlayerPopover";
import { SubtitleAppearance } from "./SubtitleAppearance";
import { StyledSubtitleChoice } from "./StyledSubtitleChoice";
import { offsetLabel, subtitleNote } from "./subtitleChoices";

type Part = "list" | "look" | "second" | "find";

/** Which subtitles are shown, how they look, and a second language above them. */
export function SubtitlePanel(props: {
  subtitles: Subtitles;
  onOpenChange: (open: boolean) => void;
}) {
  const [part, setPart] = createSignal<Part>("list");
  const texts = () => props.subtitles.tracks().filter((track) => track.url !== null);
  return (
    <PlayerPopover
      label="Subtitles"
      keys="C"
      trigger={<Captions />}
      isOn={props.subtitles.chosen() !== null}
      onOpenChange={(isOpen) => {
        if (isOpen) setPart("list");
        props.onOpenChange(isOpen);
      }}
    >
      {() => (
        <>
          <header class="flex items-center justify-between gap-2 py-1.5 pr-1 pl-3 text-15">
            <b class="font-semibold">{part() === "find" ? "Find subtitles" : "Subtitles"}</b>
            <Show
              when={part() !== "find"}
              fallback={
                <IconButton
                  label="Back to the list"
                  tone="art"
                  size="small"
                  onClick={() => setPart("list")}
                >
                  <ArrowLeft />
                </IconButton>
              }
            >
              <SegmentedControl
                label="Part"
                value={part()}
                options={[
                  { value: "list", label: "List" },
                  { value: "look", label: "Look" },
                  { value: "second", label: "Second" },
                ]}
                onChange={setPart}
              />
            </Show>
          </header>
          <Switch>
            <Match when={part() === "list"}>
              <TrackList
                tracks={props.subtitles.tracks()}
                chosen={props.subtitles.chosen()}
                onChoose={props.subtitles.choose}
              />
              <Show when={texts().some((track) => track.id === props.subtitles.chosen())}>
                <Show when={props.subtitles.styled()}>
                  {(styled) => <StyledSubtitleChoice styled={styled()} />}
                </Show>
                <Timing subtitles={props.subtitles} />
                <Show when={props.subtitles.chosen()}>
                  {(id) => (
                    <div class="px-3 pb-1">
                      <SyncToSound
                        subtitleId={id()}
                        onMoved={() => void props.subtitles.renew(id())}
                      />
                    </div>
                  )}
                </Show>
              </Show>
              <button
                type="button"
                class="mt-1 flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-14 hover:bg-art-fill"
                onClick={() => setPart("find")}
              >
                <Search class="size-4 flex-none text-on-art-muted" aria-hidden="true" />
                Find subtitles
              </button>
            </Match>
            <Match when={part() === "find" && props.subtitles.file()}>
              {(file) => (
                <div class="p-3 pt-1">
                  <FindSubtitles
                    itemId={file()}
                    onAdded={(id) => void props.subtitles.renew(id).then(() => setPart("list"))}
                  />
                </div>
              )}
            </Match>
            <Match when={part() === "look"}>
              <SubtitleAppearance />
            </Match>
            <Match when={part() === "second"}>
              <p class="px-3 pb-2 text-12 text-on-art-muted">
                Another language, at the top of the picture.
              </p>
              <TrackList
                tracks={texts().filter((track) => track.id !== props.subtitles.chosen())}
                chosen={props.subtitles.second()}
                onChoose={props.subtitles.chooseSecond}
              />
            </Match>
          </Switch>
        </>
      )}
    </PlayerPopover>
  );
}

function TrackList(props: {
  tracks: ReturnType<Subtitles["tracks"]>;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const group = createUniqueId();
  return (
    <div role="radiogroup" aria-label="Subtitles">
      <ChoiceRow
        group={group}
        label="Off"
        checked={props.chosen === null}
        onChoose={() => props.onChoose(null)}
      />
      <For each={props.tracks}>
        {(track) => (
          <ChoiceRow
            group={group}
            label={track.label}
            note={subtitleNote(track)}
            checked={track.id === props.chosen}
            onChoose={() => props.onChoose(track.id)}
          />
        )}
      </For>
    </div>
  );
}

function Timing(props: { subtitles: Subtitles }) {
  return (
    <div class="mt-1.5 flex items-center justify-between gap-3 border-t border-art-fill px-3 pt-3 pb-1.5 text-14">
      <div>
        <b class="block font-strong">Timing</b>
        <span class="text-12 text-on-art-muted phone:hidden pointer-coarse:hidden">
          Keys G and H
        </span>
      </div>
      <div class="flex items-center gap-2 text-13 whitespace-nowrap tabular-nums">
        <IconButton
          label="Earlier"
          tone="art"
          size="small"
          onClick={() => props.subtitles.move(-1)}
        >
          <Minus />
        </IconButton>
        <span role="status">{offsetLabel(props.subtitles.offsetMs())}</span>
        <IconButton label="Later" tone="art" size="small" onClick={() => props.subtitles.move(1)}>
          <Plus />
        </IconButton>
      </div>
    </div>
  );
}
