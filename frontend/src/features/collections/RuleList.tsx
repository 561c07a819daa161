import Plus from "lucide-solid/icons/plus";
import { Index, Show, type JSX } from "solid-js";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { RuleRow } from "./RuleRow";
import { newRule, type Draft, type GroupDraft } from "./ruleDrafts";

interface RuleListProps {
  drafts: GroupDraft;
  /** The number of its group; undefined outside of groups. */
  group?: number;
  /** No rule can be added any more. */
  isFull: boolean;
  onMatch: (match: GroupDraft["match"]) => void;
  onRules: (rules: Draft[]) => void;
  /** Beside "Add rule". */
  more?: JSX.Element;
}

/** Rules of which all or any must be true. */
export function RuleList(props: RuleListProps) {
  const word = (index: number) => {
    if (index === 0) return "Where";
    return props.drafts.match === "all" ? "and" : "or";
  };
  const number = (index: number) =>
    props.group === undefined ? String(index + 1) : `${props.group}.${index + 1}`;
  const rules = () => props.drafts.rules;
  return (
    <>
      <div class="mb-4 flex items-center gap-3 text-15">
        <Show when={props.group === undefined} fallback="Match">
          Titles that match
        </Show>
        <SelectField
          isLabelHidden
          label={
            props.group === undefined
              ? "How many rules must match"
              : `How many rules of group ${props.group} must match`
          }
          class="w-24"
          value={props.drafts.match}
          options={[
            { value: "all", label: "all" },
            { value: "any", label: "any" },
          ]}
          onChange={(match) => props.onMatch(match === "any" ? "any" : "all")}
        />
        of these
      </div>
      <ul class="@container grid gap-1 phone:gap-3">
        <Index each={rules()}>
          {(draft, index) => (
            <RuleRow
              draft={draft()}
              word={word(index)}
              number={number(index)}
              onChange={(next) =>
                props.onRules(rules().map((each, at) => (at === index ? next : each)))
              }
              onRemove={() => props.onRules(rules().filter((_, at) => at !== index))}
            />
          )}
        </Index>
      </ul>
      <div class="mt-2 flex flex-wrap gap-2">
        <Button
          tone="ghost"
          size="medium"
          disabled={props.isFull}
          onClick={() => props.onRules([...rules(), newRule("year")])}
        >
          <Plus class="size-4" aria-hidden="true" />
          Add rule
        </Button>
        {props.more}
      </div>
    </>
  );
}
