import { createSignal, Show } from "solid-js";
import type { LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { lazyOverlay } from "../../ui/lazyOverlay";

const ForgetAway = lazyOverlay(() => import("../../shared/library/ForgetAway"));

interface AwayFilesCardProps {
  folder: LibraryFolder;
  onChange: () => void;
}

/** Files on a disk that is away, and forgetting them when it is gone for good. */
export function AwayFilesCard(props: AwayFilesCardProps) {
  const [isAsking, setAsking] = createSignal(false);
  const isOne = () => props.folder.away === 1;
  return (
    <div class="flex w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-card bg-fill px-4 py-3">
      <p class="min-w-52 flex-1 text-13 text-muted">
        {pluralize(props.folder.away, "file")} on a disk that is away.{" "}
        {isOne() ? "It stays in the library and plays" : "They stay in the library and play"} again
        when the disk is back.
      </p>
      <Button size="small" onClick={() => setAsking(true)}>
        {isOne() ? "Gone for good: forget it" : "Gone for good: forget them"}
      </Button>
      <Show when={isAsking()}>
        <ForgetAway
          folder={props.folder}
          onClose={() => setAsking(false)}
          onChange={props.onChange}
        />
      </Show>
    </div>
  );
}
