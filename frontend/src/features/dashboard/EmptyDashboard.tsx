import Compass from "lucide-solid/icons/compass";
import Plus from "lucide-solid/icons/plus";
import { ButtonLink } from "../../ui/Button";

/** The empty dashboard: one sentence and two ways to add content. */
export function EmptyDashboard() {
  return (
    <section
      aria-label="Begin"
      class="flex flex-wrap items-center gap-x-8 gap-y-4 rounded-sheet bg-surface-1 px-7 py-6 hairline"
    >
      <p class="min-w-[16em] flex-1 text-17 text-pretty">
        Add a download, or save a title to watch later.
      </p>
      <div class="flex flex-wrap gap-2.5">
        <ButtonLink href="/app/downloads" tone="primary" size="medium">
          <Plus class="size-4" aria-hidden="true" />
          Add a download
        </ButtonLink>
        <ButtonLink href="/app/discover" size="medium">
          <Compass class="size-4" aria-hidden="true" />
          Discover
        </ButtonLink>
      </div>
    </section>
  );
}
