import { createResource, For, Show } from "solid-js";
import { listPeopleHere } from "../../api/collections";
import type { NewCollection } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { Switch } from "../../ui/Switch";

export interface Sharing {
  visibility: NonNullable<NewCollection["visibility"]>;
  /** Ids of people. */
  sharedWith: string[];
}

interface SharingFieldsProps {
  sharing: Sharing;
  isSmart: boolean;
  onChange: (sharing: Sharing) => void;
}

/** Who may look at a collection, and who may change its titles. */
export function SharingFields(props: SharingFieldsProps) {
  const [people] = createResource(() => listPeopleHere().catch(() => []));
  const isShared = (id: string) => props.sharing.sharedWith.includes(id);
  const toggle = (id: string) => {
    const others = props.sharing.sharedWith.filter((each) => each !== id);
    props.onChange({ ...props.sharing, sharedWith: isShared(id) ? others : [...others, id] });
  };
  return (
    <section id="sharing" class="mt-8 border-t border-line pt-6" aria-label="Sharing">
      <Show when={(people.latest ?? []).length > 0}>
        <fieldset>
          <legend class="mb-3 text-13 text-muted">
            {props.isSmart ? "Shared with" : "Shared with, to add and arrange titles too"}
          </legend>
          <div class="flex flex-wrap gap-4">
            <For each={people.latest}>
              {(person) => (
                <button
                  type="button"
                  role="checkbox"
                  aria-checked={isShared(person.id)}
                  class="grid w-20 justify-items-center gap-2 rounded-card py-2 text-13 text-muted"
                  classList={{ "text-ink font-strong": isShared(person.id) }}
                  onClick={() => toggle(person.id)}
                >
                  <span
                    class="rounded-full p-[3px]"
                    classList={{
                      "shadow-[inset_0_0_0_2px_var(--accent)]": isShared(person.id),
                      "opacity-60": !isShared(person.id),
                    }}
                  >
                    <Avatar name={person.name} class="size-10 text-14" />
                  </span>
                  <span class="w-full truncate text-center">{person.name}</span>
                </button>
              )}
            </For>
          </div>
        </fieldset>
      </Show>
      <div class="mt-5">
        <Switch
          label="Everyone here can look at it"
          checked={props.sharing.visibility === "house"}
          onChange={(on) =>
            props.onChange({ ...props.sharing, visibility: on ? "house" : "private" })
          }
        />
      </div>
      <p class="mt-3 max-w-[56ch] text-13 text-muted">
        {props.isSmart
          ? "The rules look at what each reader has seen and rated: your own history stays hidden."
          : "What you have seen or rated stays hidden: the marks on posters are the reader's own."}
      </p>
    </section>
  );
}
