import X from "lucide-solid/icons/x";
import { createAsync } from "@solidjs/router";
import { createSignal, createUniqueId, For } from "solid-js";
import { tagsQuery } from "../../shared/titles/noteActions";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { withTag, withoutTag } from "./tagNames";

/** The server's limit. */
const MAX_LENGTH = 40;

interface TagFieldProps {
  tags: readonly string[];
  onChange: (tags: readonly string[]) => void;
}

/** The tags of a title, with those used before as suggestions. Enter adds one. */
export function TagField(props: TagFieldProps) {
  const [typed, setTyped] = createSignal("");
  const known = createAsync(() => tagsQuery().catch(() => ({ items: [] })), {
    initialValue: { items: [] },
  });
  const list = createUniqueId();
  const add = () => {
    props.onChange(withTag(props.tags, typed()));
    setTyped("");
  };
  return (
    <div class="grid gap-3">
      <TextField
        label="Tags"
        value={typed()}
        list={list}
        maxLength={MAX_LENGTH}
        placeholder="Add a tag"
        autocomplete="off"
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== ",") return;
          event.preventDefault(); // Enter would save the form
          add();
        }}
        end={
          <Button size="small" tone="ghost" disabled={typed().trim() === ""} onClick={add}>
            Add
          </Button>
        }
      />
      <datalist id={list}>
        <For each={known.latest.items}>{(tag) => <option value={tag.name} />}</For>
      </datalist>
      <ul class="flex flex-wrap gap-2" aria-label="Tags of this title">
        <For each={props.tags}>
          {(tag) => (
            <li class="flex h-8 items-center gap-1 rounded-pill pr-1 pl-3.5 text-13 hairline">
              {tag}
              <button
                type="button"
                class="reach grid size-6 place-items-center rounded-full text-muted hover:bg-fill hover:text-ink"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => props.onChange(withoutTag(props.tags, tag))}
              >
                <X class="size-3.5" aria-hidden="true" />
              </button>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
