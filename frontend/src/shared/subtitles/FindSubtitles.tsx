import { A } from "@solidjs/router";
import Download from "lucide-solid/icons/download";
import Search from "lucide-solid/icons/search";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { ApiError } from "../../api/client";
import { user } from "../../api/signedInUser";
import { fetchSubtitle, searchSubtitles } from "../../api/subtitles";
import type { FoundSubtitle, SubtitleTask } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { errorText } from "../../ui/toast";
import { LANGUAGES } from "../languages";
import { createPreferences } from "../preferences";
import { failureText, fitText, languageName, needsKey, reasonsText } from "./subtitleSearchText";
import { createTaskFollower } from "./subtitleTask";

/** The choice of all of the person's languages. */
const MINE = "mine";
const MAX_LANGUAGES = 5;
const KEYS_PATH = "/app/settings/sources";

interface FindSubtitlesProps {
  itemId: string;
  /** A subtitle is there now, for everyone who plays the file. */
  onAdded: (subtitleId: string, found: FoundSubtitle) => void;
}

interface Trouble {
  text: string;
  needsKey: boolean;
}

/** Looks for subtitles of a file at OpenSubtitles, and fetches one with one press. */
export function FindSubtitles(props: FindSubtitlesProps) {
  const preferences = createPreferences();
  const follow = createTaskFollower();
  const [choice, setChoice] = createSignal(MINE);
  const [isSearching, setSearching] = createSignal(false);
  const [fetching, setFetching] = createSignal<number>();
  const [search, setSearch] = createSignal<SubtitleTask>();
  const [trouble, setTrouble] = createSignal<Trouble>();
  const [remaining, setRemaining] = createSignal<number | null>(null);

  const mine = () => {
    const known = preferences().subtitleLanguages;
    const ours = known.length > 0 ? known : [navigator.language.split("-")[0] ?? "en"];
    return ours.slice(0, MAX_LANGUAGES);
  };
  const languages = () => (choice() === MINE ? mine() : [choice()]);
  const named = () => languages().map(languageName).join(", ");

  const run = async (begun: Promise<SubtitleTask>): Promise<SubtitleTask | undefined> => {
    setTrouble(undefined);
    try {
      const ended = await follow(begun);
      if (ended?.state !== "failed") return ended;
      setTrouble({ text: failureText(ended, new Date()), needsKey: needsKey(ended.reason) });
    } catch (error) {
      const isKey = error instanceof ApiError && needsKey(error.code);
      setTrouble({ text: errorText(error), needsKey: isKey });
    }
    return undefined;
  };
  const look = async () => {
    setSearching(true);
    setSearch(undefined);
    setSearch(await run(searchSubtitles(props.itemId, languages())));
    setSearching(false);
  };
  const take = async (found: FoundSubtitle) => {
    const from = search();
    if (!from || fetching() !== undefined) return;
    setFetching(found.fileId);
    const ended = await run(fetchSubtitle(props.itemId, from.id, found.fileId));
    setFetching(undefined);
    if (!ended?.subtitleId) return;
    setRemaining(ended.remaining);
    props.onAdded(ended.subtitleId, found);
  };

  return (
    <div class="grid gap-4">
      <div class="flex items-end gap-2">
        <SelectField
          class="flex-1"
          label="Language"
          value={choice()}
          options={[
            { value: MINE, label: mine().map(languageName).join(", ") },
            ...LANGUAGES.map((tag) => ({ value: tag, label: languageName(tag) })),
          ]}
          onChange={setChoice}
        />
        <Button disabled={isSearching()} onClick={() => void look()}>
          <Search class="size-4" aria-hidden="true" />
          {isSearching() ? "Looking…" : "Find"}
        </Button>
      </div>
      <div aria-live="polite">
        <Show when={trouble()}>
          {(said) => (
            <p class="text-13 text-bad" role="alert">
              {said().text} <Show when={said().needsKey}>{<KeyHint />}</Show>
            </p>
          )}
        </Show>
        <Switch>
          <Match when={isSearching()}>
            <p class="text-13 text-muted">Asking OpenSubtitles for {named()}…</p>
          </Match>
          <Match when={search()?.found.length === 0}>
            <p class="text-13 text-muted">
              Nothing was found in {named()}. Try another language, or add a file of your own.
            </p>
          </Match>
        </Switch>
      </div>
      <ul class="grid gap-2">
        <For each={search()?.found}>
          {(found) => (
            <Found
              found={found}
              isBusy={fetching() === found.fileId}
              isDisabled={fetching() !== undefined}
              onTake={() => void take(found)}
            />
          )}
        </For>
      </ul>
      <Show when={remaining() !== null}>
        <p class="text-12 text-muted">{remaining()} more downloads today.</p>
      </Show>
    </div>
  );
}

function KeyHint() {
  return (
    <Show when={user()?.role === "admin"} fallback={<span>Ask an administrator.</span>}>
      <A class="font-strong text-accent-text underline-offset-3 hover:underline" href={KEYS_PATH}>
        Enter a key
      </A>
    </Show>
  );
}

interface FoundProps {
  found: FoundSubtitle;
  isBusy: boolean;
  isDisabled: boolean;
  onTake: () => void;
}

function Found(props: FoundProps) {
  return (
    <li>
      <button
        type="button"
        class="flex w-full items-start gap-3 rounded-card bg-fill p-3 text-left transition-colors hover:bg-fill-2 disabled:opacity-60"
        disabled={props.isDisabled}
        aria-busy={props.isBusy}
        onClick={() => props.onTake()}
      >
        <span class="min-w-0 flex-1">
          <span class="flex flex-wrap items-baseline gap-x-2 text-14">
            <b class="font-strong">{props.found.languageName}</b>
            <span class={props.found.score >= 40 ? "text-13 text-ok" : "text-13 text-warn"}>
              {fitText(props.found.score)} · {props.found.score}
            </span>
          </span>
          <span class="mt-0.5 block text-13 [overflow-wrap:anywhere]">{props.found.release}</span>
          <span class="mt-1 block text-12 text-muted">{reasonsText(props.found)}</span>
        </span>
        <Download
          class="mt-0.5 size-4 flex-none text-muted"
          classList={{ "animate-pulse": props.isBusy }}
          aria-label={props.isBusy ? "Fetching" : "Fetch"}
        />
      </button>
    </li>
  );
}
