import { useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { createMemo, Show } from "solid-js";
import { playFilePath, playPath } from "../../lib/pagePaths";
import { createAttendance } from "./stillWatching";
import { Player } from "./Player";

/** A new file gets a new player, so that no state is kept. */
export default function PlayerPage() {
  const params = useParams<{ libraryItemId: string }>();
  const [search] = useSearchParams<{ file: string }>();
  const navigate = useNavigate();
  const attendance = createAttendance();
  const file = createMemo(
    () => ({ id: params.libraryItemId, isExact: search.file === "exact" }),
    undefined,
    { equals: (before, now) => before.id === now.id && before.isExact === now.isExact },
  );

  return (
    <Show when={file()} keyed>
      {({ id, isExact }) => (
        // Replaced, so that Back leads to the page that opened the first episode.
        <Player
          id={id}
          isExact={isExact}
          attendance={attendance}
          onGo={(next) => navigate(playPath(next), { replace: true })}
          onVersion={(version) => navigate(playFilePath(version), { replace: true })}
        />
      )}
    </Show>
  );
}
