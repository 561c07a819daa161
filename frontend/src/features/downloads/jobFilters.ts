/** Filters of the downloads page, stored in the URL. */
import { useSearchParams } from "@solidjs/router";
import { user } from "../../api/signedInUser";
import type { DownloadListState, DownloadStats } from "../../api/types";
import type { JobFilter } from "../../shared/downloads/jobMerge";

export const STATES: readonly { state: DownloadListState; label: string }[] = [
  { state: "active", label: "Downloading" },
  { state: "queued", label: "Queued" },
  { state: "paused", label: "Paused" },
  { state: "stalled", label: "Stalled" },
  { state: "completed", label: "Completed" },
  { state: "seeding", label: "Seeding" },
  { state: "failed", label: "Failed" },
];

export function countOf(stats: DownloadStats | undefined, state: DownloadListState): number {
  return state === "cancelled" ? 0 : (stats?.counts[state] ?? 0);
}

/** The number of jobs without any filter. */
export function countOfAll(stats: DownloadStats): number {
  const sum = Object.values(stats.counts).reduce((all, count) => all + count, 0);
  // Seeding jobs are among the completed ones.
  return sum - stats.counts.seeding;
}

interface FilterParams extends Record<string, string | undefined> {
  state?: string;
  category?: string;
  q?: string;
  whose?: string;
  /** The job whose details are open. */
  job?: string;
}

export type Change = Partial<Record<"state" | "category" | "q" | "whose", string | undefined>>;

export interface JobFilters {
  filter: () => JobFilter;
  isNarrowed: () => boolean;
  change: (to: Change) => void;
  clear: () => void;
  openJobId: () => string | undefined;
  setOpenJobId: (id: string | undefined) => void;
}

/** Unknown values in the URL are ignored. */
export function filterOf(address: FilterParams, isAdmin: boolean): JobFilter {
  const state = STATES.find((each) => each.state === address.state)?.state;
  return {
    state,
    category: address.category || undefined,
    q: address.q || undefined,
    scope: isAdmin && address.whose === "all" ? "all" : "mine",
  };
}

export function createJobFilters(): JobFilters {
  const [address, setAddress] = useSearchParams<FilterParams>();
  const filter = () => filterOf({ ...address }, user()?.role === "admin");
  return {
    filter,
    isNarrowed: () => {
      const { state, category, q } = filter();
      return state !== undefined || category !== undefined || q !== undefined;
    },
    change: (to) => setAddress(to, { replace: true, scroll: false }),
    clear: () =>
      setAddress({ state: undefined, category: undefined, q: undefined }, { replace: true }),
    openJobId: () => address.job,
    setOpenJobId: (id) => setAddress({ job: id }, { replace: true, scroll: false }),
  };
}
