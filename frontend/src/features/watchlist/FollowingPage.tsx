import { createAsyncStore, useSearchParams } from "@solidjs/router";
import ArrowDownWideNarrow from "lucide-solid/icons/arrow-down-wide-narrow";
import { Show } from "solid-js";
import type { FollowKind, WatchlistSort } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { watchlistCountsQuery } from "../../shared/queries";
import { WatchlistTabs } from "../../shared/watchlist/WatchlistTabs";
import { Chip } from "../../ui/Chip";
import { Menu } from "../../ui/Menu";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/RadioGroup";
import { FollowedPeople } from "./FollowedPeople";
import { FollowedShows } from "./FollowedShows";

const KINDS: readonly { value: FollowKind; label: string }[] = [
  { value: "show", label: "Shows" },
  { value: "person", label: "People" },
];

const SORTS: Record<FollowKind, readonly { value: WatchlistSort; label: string }[]> = {
  show: [
    { value: "next", label: "By next episode" },
    { value: "title", label: "A to Z" },
    { value: "added", label: "Newest first" },
  ],
  person: [
    { value: "next", label: "Something new first" },
    { value: "title", label: "A to Z" },
    { value: "added", label: "Newest first" },
  ],
};

/** The shows and people the user follows; kind, order and the muted shows are in the URL. */
export default function FollowingPage() {
  const [search, setSearch] = useSearchParams<{ kind?: string; sort?: string; muted?: string }>();
  const kind = (): FollowKind => (search.kind === "people" ? "person" : "show");
  const sorts = () => SORTS[kind()];
  const sort = () => sorts().find(({ value }) => value === search.sort)?.value ?? "next";
  const isMuted = () => kind() === "show" && search.muted === "1";
  const counts = createAsyncStore(() => watchlistCountsQuery().catch(() => undefined));
  const muted = () => counts.latest?.muted ?? 0;
  const sortLabel = () => sorts().find(({ value }) => value === sort())?.label ?? "";
  const change = (changes: { kind?: string; sort?: string; muted?: string }) =>
    setSearch(changes, { replace: true, scroll: false });
  pageTitle(() => "Following");

  return (
    <div class="page page-top">
      <PageHeader title="Following" class="mb-3! phone:mb-2!" />
      <WatchlistTabs />
      <div class="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2">
        <SegmentedControl
          label="What you follow"
          options={KINDS}
          value={kind()}
          onChange={(next) =>
            change({ kind: next === "person" ? "people" : undefined, muted: undefined })
          }
        />
        <span class="ml-auto flex flex-wrap gap-2 phone:ml-0">
          <Menu
            label={`Sorted: ${sortLabel()}`}
            triggerClass="reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-4 text-14 text-muted transition-[background-color,color] hairline press hover:bg-fill hover:text-ink"
            trigger={
              <>
                <ArrowDownWideNarrow class="size-4" aria-hidden="true" />
                {sortLabel()}
              </>
            }
            groups={[
              {
                title: "Sort by",
                items: sorts().map(({ value, label }) => ({
                  value,
                  label,
                  chosen: value === sort(),
                  onSelect: () => change({ sort: value === "next" ? undefined : value }),
                })),
              },
            ]}
          />
          <Show when={kind() === "show" && (muted() > 0 || isMuted())}>
            <Chip on={isMuted()} onClick={() => change({ muted: isMuted() ? undefined : "1" })}>
              Muted <span class="tabular-nums">{muted()}</span>
            </Chip>
          </Show>
        </span>
      </div>
      <Show when={kind() === "show"} fallback={<FollowedPeople sort={sort()} />}>
        <FollowedShows sort={sort()} isMuted={isMuted()} />
      </Show>
    </div>
  );
}
