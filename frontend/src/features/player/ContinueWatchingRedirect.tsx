import { createAsync, Navigate } from "@solidjs/router";
import { Show } from "solid-js";
import { playPath } from "../../lib/pagePaths";
import { dashboardQuery } from "../../shared/dashboardQuery";

/** `/app/continue` plays on what was watched last; without anything it leads to the home page. */
export default function ContinueWatchingRedirect() {
  const path = createAsync(async () => {
    const last = (await dashboardQuery()).continueWatching.find((each) => each.libraryItemId);
    return last?.libraryItemId ? playPath(last.libraryItemId) : "/app/dashboard";
  });
  return <Show when={path()}>{(href) => <Navigate href={href()} />}</Show>;
}
