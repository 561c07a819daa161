import { createAsyncStore } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { Match, Switch } from "solid-js";
import type { Rule, RuleField, RuleOperator } from "../../api/types";
import { facetsQuery, genresQuery } from "../../shared/titles/catalogQueries";
import { IconButton } from "../../ui/IconButton";
import { tagsQuery } from "../../shared/titles/noteActions";
import { SelectField } from "../../ui/SelectField";
import { RulePersonField } from "./RulePersonField";
import { codeName, FIELD_NAMES, FIELDS, newRule, type Draft } from "./ruleDrafts";

interface RuleRowProps {
  draft: Draft;
  /** "Where", "and" or "or". */
  word: string;
  /** `2`, or `1.2` in a group. */
  number: string;
  onChange: (draft: Draft) => void;
  onRemove: () => void;
}

/** One rule: a field, an operator and a value. */
export function RuleRow(props: RuleRowProps) {
  const info = () => FIELDS[props.draft.field];
  const name = (part: string) => `${part} of rule ${props.number}`;
  return (
    <li class="grid grid-cols-[56px_minmax(0,1.2fr)_minmax(0,.9fr)_minmax(0,1.4fr)_40px] items-center gap-2.5 rounded-card py-1.5 @max-[36rem]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_40px] @max-[36rem]:bg-surface-1 @max-[36rem]:p-3">
      <span class="text-right text-14 text-muted @max-[36rem]:col-span-3 @max-[36rem]:text-left">
        {props.word}
      </span>
      <SelectField
        isLabelHidden
        label={name("Field")}
        value={props.draft.field}
        options={FIELD_NAMES.map((field) => ({ value: field, label: FIELDS[field].label }))}
        onChange={(field) => props.onChange(newRule(field as RuleField))}
      />
      <SelectField
        isLabelHidden
        label={name("Operator")}
        value={props.draft.operator}
        options={info().operators}
        onChange={(operator) =>
          props.onChange({ ...props.draft, operator: operator as RuleOperator })
        }
      />
      <div class="min-w-0 @max-[36rem]:order-1 @max-[36rem]:col-span-3">
        <Value
          draft={props.draft}
          label={name("Value")}
          onChange={(value) => props.onChange({ ...props.draft, value })}
        />
      </div>
      <IconButton
        label={`Remove rule ${props.number}`}
        tone="bare"
        size="medium"
        onClick={() => props.onRemove()}
      >
        <X />
      </IconButton>
    </li>
  );
}

interface ValueProps {
  draft: Draft;
  label: string;
  onChange: (value: Rule["value"] | null) => void;
}

function Value(props: ValueProps) {
  const kind = () => FIELDS[props.draft.field].value;
  const text = () => (props.draft.value === null ? "" : String(props.draft.value));
  const numbers = () => {
    const found = kind();
    return typeof found === "object" && "min" in found ? found : undefined;
  };
  const choices = () => {
    const found = kind();
    return typeof found === "object" && "choices" in found ? found.choices : undefined;
  };
  const choose = (value: string) =>
    props.onChange(value === "true" ? true : value === "false" ? false : value);
  return (
    <Switch>
      <Match when={numbers()}>
        {(range) => (
          <label class="flex h-12 items-center gap-2 rounded-control bg-surface-2 pr-3 hairline focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)]">
            <span class="sr-only">{props.label}</span>
            <input
              type="number"
              class="h-full min-w-0 flex-1 rounded-control bg-transparent pl-4 text-15 tabular-nums outline-none"
              min={range().min}
              max={range().max}
              step={range().step}
              value={text()}
              onInput={(event) => {
                const field = event.currentTarget;
                const isValid = field.value !== "" && field.validity.valid;
                props.onChange(isValid ? field.valueAsNumber : null);
              }}
            />
            <span class="text-13 text-muted">{range().unit}</span>
          </label>
        )}
      </Match>
      <Match when={choices()}>
        {(options) => (
          <SelectField
            isLabelHidden
            label={props.label}
            value={text()}
            options={options()}
            onChange={choose}
          />
        )}
      </Match>
      <Match when={kind() === "genre"}>
        <Genre value={text()} label={props.label} onChange={choose} />
      </Match>
      <Match when={kind() === "person"}>
        <RulePersonField
          label={props.label}
          id={typeof props.draft.value === "number" ? props.draft.value : null}
          onChange={props.onChange}
        />
      </Match>
      <Match when={kind() === "tag"}>
        <Tag
          label={props.label}
          value={text()}
          onChange={(tag) => props.onChange(tag === "" ? null : tag)}
        />
      </Match>
      <Match when={kind() === "language" || kind() === "country"}>
        <Code
          kind={kind() === "language" ? "language" : "country"}
          value={text()}
          label={props.label}
          onChange={choose}
        />
      </Match>
    </Switch>
  );
}

interface TextValueProps {
  value: string;
  label: string;
  onChange: (value: string) => void;
}

/** A value that the catalogue has none of stays a choice: it is the rule's. */
const withOwn = (options: { value: string; label: string }[], value: string, label: string) =>
  options.some((option) => option.value === value) ? options : [{ value, label }, ...options];

function Genre(props: TextValueProps) {
  const genres = createAsyncStore(() => genresQuery(), { initialValue: [] });
  const options = () =>
    genres.latest
      .map(({ slug, name }) => ({ value: slug, label: name }))
      .toSorted((a, b) => a.label.localeCompare(b.label));
  return (
    <SelectField
      isLabelHidden
      {...props}
      options={withOwn(options(), props.value, props.value.replaceAll("-", " "))}
    />
  );
}

function Tag(props: TextValueProps) {
  const tags = createAsyncStore(() => tagsQuery().catch(() => undefined));
  const names = () => tags.latest?.items.map(({ name }) => name) ?? [];
  const known = () => names().map((name) => ({ value: name, label: name }));
  const unset = () => (names().length === 0 ? "You have no tags yet" : "Choose a tag");
  return (
    <SelectField
      isLabelHidden
      {...props}
      options={withOwn(known(), props.value, props.value === "" ? unset() : props.value)}
    />
  );
}

function Code(props: TextValueProps & { kind: "language" | "country" }) {
  const facets = createAsyncStore(() => facetsQuery());
  const codes = () =>
    (props.kind === "language" ? facets.latest?.languages : facets.latest?.countries) ?? [];
  const options = () =>
    codes()
      .map(({ code }) => ({ value: code, label: codeName(props.kind, code) }))
      .toSorted((a, b) => a.label.localeCompare(b.label));
  return (
    <SelectField
      isLabelHidden
      label={props.label}
      value={props.value}
      onChange={props.onChange}
      options={withOwn(options(), props.value, codeName(props.kind, props.value))}
    />
  );
}
