import { Match, Show, Switch, type JSX } from "solid-js";
import type { PagedList } from "../../lib/pagedList";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";

interface WantedListStatesProps {
  pages: Pick<PagedList<{ id: number }>, "items" | "state" | "error" | "hasMore" | "loadMore">;
  /** Shown while the first page loads. */
  skeleton: JSX.Element;
  emptyText: string;
  browse: { href: string; label: string };
  /** The list, once it has items. */
  children: JSX.Element;
}

/** A list of what is wanted while it loads, when it failed, when it is empty, and with items. */
export function WantedListStates(props: WantedListStatesProps) {
  const isEmpty = () => props.pages.items.length === 0;
  return (
    <Switch>
      <Match when={isEmpty() && props.pages.state() === "loading"}>
        <div class="grid gap-3" role="status" aria-label="Loading">
          {props.skeleton}
        </div>
      </Match>
      <Match when={isEmpty() && props.pages.state() === "failed"}>
        <FailedState error={props.pages.error()} onRetry={() => props.pages.loadMore()} />
      </Match>
      <Match when={isEmpty()}>
        <EmptyState
          text={props.emptyText}
          action={
            <ButtonLink href={props.browse.href} tone="primary" size="medium">
              {props.browse.label}
            </ButtonLink>
          }
        />
      </Match>
      <Match when={true}>
        {props.children}
        <Show when={props.pages.hasMore()}>
          <Button class="mt-6" onClick={() => props.pages.loadMore()}>
            Show more
          </Button>
        </Show>
      </Match>
    </Switch>
  );
}
