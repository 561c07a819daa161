import { Match, Switch } from "solid-js";
import { BillboardSkeleton, GridSkeleton, RailSkeleton, Skeleton } from "../ui/Skeleton";

/** Pages that start with a billboard image. */
const PICTURE =
  /^\/app\/(dashboard|discover|collections\/[^/]+|movies\/\d+|shows\/\d+|games\/\d+)\/?$/;

/** The skeleton of the page that is loading. */
export function PageSkeleton(props: { pathname: string }) {
  return (
    <div aria-busy="true" aria-label="Loading" role="status">
      <Switch
        fallback={
          <div class="page page-top">
            <Skeleton class="h-11 w-56" />
            <Skeleton class="mt-3 mb-9 h-5 w-80 max-w-full" />
            <GridSkeleton />
          </div>
        }
      >
        <Match when={PICTURE.test(props.pathname)}>
          <BillboardSkeleton />
          <div class="page overflow-hidden">
            <RailSkeleton kind="still" />
            <RailSkeleton />
          </div>
        </Match>
      </Switch>
    </div>
  );
}
