import FolderPlus from "lucide-solid/icons/folder-plus";
import { Index } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { RuleList } from "./RuleList";
import { newRule, SORTS, type RuleDrafts } from "./ruleDrafts";

/** The server's limit, with the rules of groups. */
const MAX_RULES = 20;
const LIMITS = [25, 50, 100, 250, 500];

interface RuleEditorProps {
  drafts: RuleDrafts;
  onChange: SetStoreFunction<RuleDrafts>;
}

/** The rules of a smart collection and groups of them, its order and its size. */
export function RuleEditor(props: RuleEditorProps) {
  const limits = () => [...new Set([...LIMITS, props.drafts.limit])].toSorted((a, b) => a - b);
  const isFull = () =>
    props.drafts.groups.reduce((sum, group) => sum + group.rules.length, 0) +
      props.drafts.rules.length >=
    MAX_RULES;
  return (
    <section class="mt-8" aria-label="Rules">
      <RuleList
        drafts={props.drafts}
        isFull={isFull()}
        onMatch={(match) => props.onChange("match", match)}
        onRules={(rules) => props.onChange("rules", rules)}
        more={
          <Button
            tone="ghost"
            size="medium"
            disabled={isFull()}
            onClick={() =>
              props.onChange("groups", (all) => [
                ...all,
                { match: "any", rules: [newRule("genre")] },
              ])
            }
          >
            <FolderPlus class="size-4" aria-hidden="true" />
            Add group
          </Button>
        }
      />
      <Index each={props.drafts.groups}>
        {(group, index) => (
          <section
            class="mt-4 rounded-card bg-surface-1 p-4 phone:p-3"
            aria-label={`Group ${index + 1}`}
          >
            <p class="mb-3 text-13 text-muted">
              {props.drafts.match === "all" ? "and this group" : "or this group"}
            </p>
            <RuleList
              drafts={group()}
              group={index + 1}
              isFull={isFull()}
              onMatch={(match) => props.onChange("groups", index, "match", match)}
              // A group goes with its last rule.
              onRules={(rules) =>
                props.onChange("groups", (all) =>
                  all
                    .map((each, at) => (at === index ? { ...each, rules } : each))
                    .filter((each) => each.rules.length > 0),
                )
              }
            />
          </section>
        )}
      </Index>
      <div class="mt-6 flex flex-wrap gap-4 border-t border-line pt-6">
        <SelectField
          class="w-56 phone:w-full"
          label="Order"
          value={props.drafts.sort}
          options={SORTS}
          onChange={(value) => {
            const found = SORTS.find((each) => each.value === value);
            if (found) props.onChange("sort", found.value);
          }}
        />
        <SelectField
          class="w-40 phone:w-full"
          label="At most"
          value={String(props.drafts.limit)}
          options={limits().map((limit) => ({ value: String(limit), label: `${limit} titles` }))}
          onChange={(value) => props.onChange("limit", Number(value))}
        />
      </div>
    </section>
  );
}
