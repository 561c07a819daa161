import Bookmark from "lucide-solid/icons/bookmark";
import Check from "lucide-solid/icons/check";
import Search from "lucide-solid/icons/search";
import { Match, Switch, type JSX } from "solid-js";
import type { CalendarEntry } from "../../api/types";
import { markOf } from "./releaseText";

/** What an entry is to the user: seen, in the library, wanted, or one of theirs. */
export function ReleaseBadge(props: { entry: CalendarEntry; class?: string }) {
  const mark = () => markOf(props.entry);
  return (
    <Switch>
      <Match when={mark() === "seen"}>
        <Note class={props.class}>
          <Check class="size-3.5" aria-hidden="true" /> Seen
        </Note>
      </Match>
      <Match when={mark() === "ready"}>
        <Note class={props.class}>
          <i class="size-2 rounded-full bg-accent" aria-hidden="true" /> Ready
        </Note>
      </Match>
      <Match when={mark() === "wanted"}>
        <Note class={props.class}>
          <Search class="size-3.5" aria-hidden="true" /> Wanted
        </Note>
      </Match>
      <Match when={mark() === "mine"}>
        <Note class={props.class}>
          <Bookmark class="size-3.5" aria-hidden="true" /> Yours
        </Note>
      </Match>
    </Switch>
  );
}

function Note(props: { class: string | undefined; children: JSX.Element }) {
  return (
    <span class={`flex items-center gap-1.5 text-12 ${props.class ?? ""}`}>{props.children}</span>
  );
}

/** Came out, or came into the library, since the calendar was opened before. */
export function NewMark() {
  return (
    <span
      class="flex-none rounded-pill bg-accent px-2 py-0.5 text-11 leading-tight font-strong text-on-accent [text-shadow:none]"
      title="New since your last visit"
    >
      New <span class="sr-only">since your last visit</span>
    </span>
  );
}
