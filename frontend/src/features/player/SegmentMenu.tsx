import { Menu } from "@ark-ui/solid/menu";
import Scissors from "lucide-solid/icons/scissors";
import { createSignal, For, Show } from "solid-js";
import { hideSegment, setSegment, type MediaSegment, type SegmentKind } from "../../api/segments";
import { undoChange } from "../../api/tracking";
import { formatClock } from "../../lib/formatClock";
import { errorText, toast, toastOnError, toastUndo } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { PLAYER_MENU_ITEM, PlayerMenuFrame } from "./PlayerMenuFrame";
import { SEGMENT_NAMES, segmentOrigin } from "./segmentSkipping";

interface SegmentMenuProps {
  libraryItemId: string;
  media: MediaElement;
  segments: readonly MediaSegment[];
  onChange: (segments: readonly MediaSegment[]) => void;
  onOpenChange: (open: boolean) => void;
}

const KINDS: readonly SegmentKind[] = ["intro", "recap", "credits", "preview"];

/** Marks where a segment starts and ends, for all users who play the file. */
export function SegmentMenu(props: SegmentMenuProps) {
  /** A start whose end was not marked yet. */
  const [begun, setBegun] = createSignal<{ kind: SegmentKind; at: number }>();
  const known = (kind: SegmentKind) => props.segments.find((each) => each.kind === kind);

  const store = async (change: Promise<{ segments: MediaSegment[]; undoId: string | null }>) => {
    // Those of the moment: called by a press.
    // eslint-disable-next-line solid/reactivity
    const { segments: before, onChange } = props;
    try {
      const { segments, undoId } = await change;
      onChange(segments);
      if (undoId === null) return;
      toastUndo("Saved for everyone who plays this", () => {
        void toastOnError(undoChange(undoId)).then(() => onChange(before));
      });
    } catch (error) {
      toast({ text: errorText(error), tone: "bad" });
    }
  };
  const set = (kind: SegmentKind, startSeconds: number, endSeconds: number) =>
    void store(setSegment(props.libraryItemId, { kind, startSeconds, endSeconds }));

  const start = (kind: SegmentKind) => {
    const at = props.media.position();
    const end = known(kind)?.endSeconds ?? 0;
    if (end > at + 1) set(kind, at, end);
    else if (kind === "credits") set(kind, at, props.media.duration());
    else {
      setBegun({ kind, at });
      toast({ text: `Mark its end with “The ${SEGMENT_NAMES[kind]} ends here”` });
    }
  };
  const end = (kind: SegmentKind) => {
    const draft = begun();
    const from = draft?.kind === kind ? draft.at : (known(kind)?.startSeconds ?? 0);
    setBegun(undefined);
    set(kind, from, props.media.position());
  };
  const act = (value: string) => {
    const [what, name] = value.split(":");
    const kind = KINDS.find((each) => each === name);
    if (!kind) return;
    if (what === "start") start(kind);
    else if (what === "end") end(kind);
    else void store(hideSegment(props.libraryItemId, kind));
  };

  return (
    <PlayerMenuFrame
      label="Mark intro and credits"
      trigger={<Scissors aria-hidden="true" />}
      isInTopBar
      contentClass="max-h-[60dvh] min-w-52"
      onSelect={act}
      onOpenChange={props.onOpenChange}
    >
      <For each={KINDS}>
        {(kind) => (
          <Menu.ItemGroup class="not-first:mt-1.5">
            <Show when={known(kind)}>
              {(segment) => (
                <Menu.ItemGroupLabel class="block px-3 pt-1.5 text-12 text-on-art-muted">
                  <span class="tabular-nums">
                    {formatClock(segment().startSeconds)} – {formatClock(segment().endSeconds)}
                  </span>
                  {` · ${segmentOrigin(segment())}`}
                </Menu.ItemGroupLabel>
              )}
            </Show>
            <Menu.Item value={`start:${kind}`} class={PLAYER_MENU_ITEM}>
              The {SEGMENT_NAMES[kind]} {kind === "credits" ? "start" : "starts"} here
            </Menu.Item>
            <Menu.Item value={`end:${kind}`} class={PLAYER_MENU_ITEM}>
              The {SEGMENT_NAMES[kind]} {kind === "credits" ? "end" : "ends"} here
            </Menu.Item>
            <Show when={known(kind)}>
              <Menu.Item value={`hide:${kind}`} class={`${PLAYER_MENU_ITEM} text-on-art-muted`}>
                There {kind === "credits" ? "are" : "is"} no {SEGMENT_NAMES[kind]}
              </Menu.Item>
            </Show>
          </Menu.ItemGroup>
        )}
      </For>
    </PlayerMenuFrame>
  );
}
