import { useNavigate, useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { playPath } from "../../lib/paths";
import { Player } from "./Player";

/** A new file is a new player: nothing of the last one is left. */
export default function PlayerPage() {
  const params = useParams<{ libraryItemId: string }>();
  const navigate = useNavigate();

  return (
    <Show when={params.libraryItemId} keyed>
      {(id) => (
        // Replaced, so that Back leads to where the first episode was opened from.
        <Player id={id} onGo={(next) => navigate(playPath(next), { replace: true })} />
      )}
    </Show>
  );
}
