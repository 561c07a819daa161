import { createResource, createSignal, For, onCleanup, Show } from "solid-js";
import { suggest } from "../../api/catalog";
import { getPerson } from "../../api/people";
import type { Suggestion } from "../../api/types";
import { toastOnError } from "../../ui/toast";

/** Applied when typing pauses. */
const DEBOUNCE_MS = 220;
const MAX_RESULTS = 12;

interface RulePersonFieldProps {
  label: string;
  /** Null while no person is chosen. */
  id: number | null;
  onChange: (id: number | null) => void;
}

/** A person of the catalogue, found by the name. */
export function RulePersonField(props: RulePersonFieldProps) {
  const [person] = createResource(
    () => props.id,
    (id) => getPerson(id).catch(() => undefined),
  );
  const [found, setFound] = createSignal<readonly Suggestion[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  onCleanup(stop);

  const find = async (name: string) => {
    const mine = new AbortController();
    request = mine;
    const answer = await toastOnError(suggest(name, MAX_RESULTS, mine.signal).catch(() => []));
    if (!mine.signal.aborted) setFound(answer?.filter(({ kind }) => kind === "person") ?? []);
  };
  const onInput = (name: string) => {
    stop();
    setFound([]);
    if (name.trim()) timer = setTimeout(() => void find(name.trim()), DEBOUNCE_MS);
  };
  const choose = (chosen: Suggestion) => {
    setFound([]);
    props.onChange(chosen.id);
  };

  return (
    <div class="relative">
      <input
        type="text"
        class="h-12 w-full min-w-0 rounded-control bg-surface-2 px-4 text-15 hairline outline-none focus:shadow-[inset_0_0_0_1.5px_var(--accent)]"
        aria-label={props.label}
        placeholder="A name"
        autocomplete="off"
        value={props.id === null ? "" : (person.latest?.name ?? "")}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Show when={found().length > 0}>
        <ul
          class="absolute inset-x-0 top-full z-10 mt-1.5 max-h-60 overflow-y-auto rounded-card bg-surface-2 p-1.5 float"
          aria-label="People"
        >
          <For each={found()}>
            {(each) => (
              <li>
                <button
                  type="button"
                  class="block min-h-10 w-full truncate rounded-[9px] px-3 text-left text-14 hover:bg-fill"
                  onClick={() => choose(each)}
                >
                  {each.title}
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
