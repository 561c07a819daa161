import { useNavigate, useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { playPath } from "../../lib/paths";
import { createAttendance } from "./attendance";
import { Player } from "./Player";

/** A new file gets a new player, so that no state is kept. */
export default function PlayerPage() {
  const params = useParams<{ libraryItemId: string }>();
  const navigate = useNavigate();
  const attendance = createAttendance();

  return (
    <Show when={params.libraryItemId} keyed>
      {(id) => (
        // Replaced, so that Back leads to the page that opened the first episode.
        <Player
          id={id}
          attendance={attendance}
          onGo={(next) => navigate(playPath(next), { replace: true })}
        />
      )}
    </Show>
  );
}
