import Plus from "lucide-solid/icons/plus";
import { Index } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import type { SmartRules } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { RuleRow } from "./RuleRow";
import { newRule, SORTS, type Draft } from "./rules";

const MAX_RULES = 20;
const LIMITS = [25, 50, 100, 250, 500];

/** Rules in the editor; some may be incomplete. */
export interface RuleDrafts {
  match: "all" | "any";
  rules: Draft[];
  sort: NonNullable<SmartRules["sort"]>;
  limit: number;
}

interface RuleEditorProps {
  drafts: RuleDrafts;
  onChange: SetStoreFunction<RuleDrafts>;
}

/** The rules of a smart collection, its order and its size. */
export function RuleEditor(props: RuleEditorProps) {
  const word = (index: number) => {
    if (index === 0) return "Where";
    return props.drafts.match === "all" ? "and" : "or";
  };
  const limits = () => [...new Set([...LIMITS, props.drafts.limit])].toSorted((a, b) => a - b);
  return (
    <section class="mt-8" aria-label="Rules">
      <div class="mb-4 flex items-center gap-3 text-15">
        Titles that match
        <SelectField
          isLabelHidden
          label="How many rules must match"
          class="w-24"
          value={props.drafts.match}
          options={[
            { value: "all", label: "all" },
            { value: "any", label: "any" },
          ]}
          onChange={(match) => props.onChange("match", match === "any" ? "any" : "all")}
        />
        of these
      </div>
      <ul class="grid gap-1 phone:gap-3">
        <Index each={props.drafts.rules}>
          {(draft, index) => (
            <RuleRow
              draft={draft()}
              word={word(index)}
              number={index + 1}
              onChange={(next) =>
                props.onChange("rules", (all) =>
                  all.map((each, at) => (at === index ? next : each)),
                )
              }
              onRemove={() => props.onChange("rules", (all) => all.filter((_, at) => at !== index))}
            />
          )}
        </Index>
      </ul>
      <Button
        tone="ghost"
        size="medium"
        class="mt-2"
        disabled={props.drafts.rules.length >= MAX_RULES}
        onClick={() => props.onChange("rules", (all) => [...all, newRule("year")])}
      >
        <Plus class="size-4" aria-hidden="true" />
        Add rule
      </Button>
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
