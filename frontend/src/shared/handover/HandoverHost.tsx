import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, Show } from "solid-js";
import type { HandoverOrder } from "../../api/types";
import { playPath } from "../../lib/pagePaths";
import { localPlayer } from "./localPlayer";
import { answerOrder, order, reportToOthers } from "./otherDevices";
import { startAt } from "./handoverPosition";
import { startsAtOnce } from "./handoverAutoStart";
import { PlayingElsewhereStrip } from "./PlayingElsewhereStrip";
import { HandoverCard } from "./HandoverCard";

/** What the person's other devices play, and what they ask of this one. */
export default function HandoverHost() {
  const navigate = useNavigate();
  const location = useLocation();
  const isPlayer = () => location.pathname.startsWith("/app/play/");
  reportToOthers();

  const open = (libraryItemId: string, seconds: number) => {
    startAt(libraryItemId, seconds);
    navigate(playPath(libraryItemId), { replace: isPlayer() });
  };
  const begin = (asked: HandoverOrder) => {
    answerOrder(asked.id);
    if (!asked.playing) return;
    const { libraryItemId, positionSeconds } = asked.playing;
    const here = localPlayer();
    // The player of this file is on the page already.
    if (here?.playing()?.libraryItemId === libraryItemId) here.continueAt(positionSeconds);
    else open(libraryItemId, positionSeconds);
  };

  createEffect(() => {
    const asked = order();
    if (!asked) return;
    if (asked.action === "continue") {
      if (startsAtOnce()) begin(asked);
      return;
    }
    if (asked.action === "pause") localPlayer()?.pause();
    else localPlayer()?.resume();
    answerOrder(asked.id);
  });

  const offered = () => {
    const asked = order();
    return asked?.action === "continue" && asked.playing && !startsAtOnce() ? asked : undefined;
  };
  return (
    <>
      <Show when={!isPlayer() && !offered()}>
        <PlayingElsewhereStrip onContinue={open} />
      </Show>
      <Show when={offered()}>
        {(asked) => (
          <HandoverCard
            order={asked()}
            onContinue={() => begin(asked())}
            onDecline={() => answerOrder(asked().id)}
          />
        )}
      </Show>
    </>
  );
}
