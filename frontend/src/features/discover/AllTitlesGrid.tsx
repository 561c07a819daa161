import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { listDiscoverItems } from "../../api/discover";
import { pluralize } from "../../lib/format";
import { createPagedList, isCached, PAGE_SIZE } from "../../lib/pagedList";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { SectionHeading } from "../../ui/Rail";

const KEY = "discover:everything";
/** The grid loads when it is nearer to the window than this. */
const NEAR = "1200px";

/** All titles by popularity, below the rails, with infinite scrolling. */
export function AllTitlesGrid() {
  let place!: HTMLDivElement;
  // Render at once on back navigation, to restore the scroll position.
  const [near, setNear] = createSignal(isCached(KEY));
  onMount(() => {
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: NEAR },
    );
    watch.observe(place);
    onCleanup(() => watch.disconnect());
  });
  return (
    <div ref={place} class="min-h-[60vh]">
      <Show when={near()}>
        <Titles />
      </Show>
    </div>
  );
}

function Titles() {
  const pages = createPagedList(
    () => KEY,
    (page, signal) => listDiscoverItems({ page, pageSize: PAGE_SIZE }, signal),
  );
  return (
    <section class="section" aria-label="Everything">
      <SectionHeading
        title="Everything"
        why={pages.total() > 0 ? pluralize(pages.total(), "title") : ""}
      />
      <MediaGrid pages={pages} end="End of the list." empty={null} />
    </section>
  );
}
