import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { createMemo, type Accessor } from "solid-js";
import { formatFilters, isFiltered, parseFilters, type Filters } from "./titleListFilters";

export interface UrlFilters {
  filters: Accessor<Filters>;
  /** The URL of the page with these changes. */
  linkTo: (changes: Partial<Filters>) => string;
  /** Navigate there. The first filter adds a history entry; further ones replace it. */
  change: (changes: Partial<Filters>) => void;
}

/** The filters of the calling page; the URL is their only storage. */
export function useFilters(): UrlFilters {
  const location = useLocation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const filters = createMemo(() => parseFilters(search));
  const linkTo = (changes: Partial<Filters>) => {
    const params = new URLSearchParams(location.search);
    const next = formatFilters({ ...filters(), ...changes });
    for (const [name, value] of Object.entries(next)) {
      if (value === null) params.delete(name);
      else params.set(name, value);
    }
    return params.size > 0 ? `${location.pathname}?${params}` : location.pathname;
  };
  return {
    filters,
    linkTo,
    change: (changes) => navigate(linkTo(changes), { replace: isFiltered(filters()) }),
  };
}
