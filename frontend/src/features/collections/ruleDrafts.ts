/** The fields of rules as the editor shows them. No I/O. */
import type { Rule, RuleField, RuleOperator, SmartRules } from "../../api/types";
import { countryName, languageName } from "../../lib/format";
import { STATUS_LABELS } from "../../shared/titles/statusLabels";

interface Choice {
  value: string;
  label: string;
}

/** How a value is entered. */
export type ValueKind =
  | "genre"
  | "language"
  | "country"
  | "person"
  | "tag"
  | { choices: readonly Choice[] }
  | { min: number; max: number; step: number; unit?: string };

export interface FieldInfo {
  label: string;
  operators: readonly { value: RuleOperator; label: string }[];
  value: ValueKind;
  /** What a new rule begins with; null where a value must be chosen. */
  first: Rule["value"] | null;
}

const IS = [
  { value: "is", label: "is" },
  { value: "is_not", label: "is not" },
] as const;
const BOUNDS = [
  { value: "at_least", label: "at least" },
  { value: "at_most", label: "at most" },
] as const;
const yesOrNo = (yes: string, no: string): ValueKind => ({
  choices: [
    { value: "true", label: yes },
    { value: "false", label: no },
  ],
});

export const FIELDS: Record<RuleField, FieldInfo> = {
  genre: { label: "Genre", operators: IS, value: "genre", first: "drama" },
  kind: {
    label: "Kind",
    operators: IS,
    value: {
      choices: [
        { value: "movie", label: "movie" },
        { value: "show", label: "show" },
        { value: "game", label: "game" },
      ],
    },
    first: "movie",
  },
  year: {
    label: "Year",
    operators: [
      { value: "before", label: "before" },
      { value: "after", label: "after" },
      { value: "is", label: "is" },
    ],
    value: { min: 1800, max: 2200, step: 1 },
    first: 1970,
  },
  seen: {
    label: "Seen",
    operators: [{ value: "is", label: "is" }],
    value: yesOrNo("seen by me", "not seen by me"),
    first: false,
  },
  rating: {
    label: "Rating",
    operators: BOUNDS,
    value: { min: 0, max: 10, step: 0.1 },
    first: 7,
  },
  own_rating: {
    label: "My rating",
    operators: BOUNDS,
    value: { min: 0.5, max: 10, step: 0.5 },
    first: 8,
  },
  status: {
    label: "Status",
    operators: IS,
    value: {
      choices: Object.entries(STATUS_LABELS).map(([value, label]) => ({ value, label })),
    },
    first: "planned",
  },
  favorite: {
    label: "Favorite",
    operators: [{ value: "is", label: "is" }],
    value: yesOrNo("a favorite of mine", "no favorite of mine"),
    first: true,
  },
  watch_later: {
    label: "Watch later",
    operators: [{ value: "is", label: "is" }],
    value: yesOrNo("on my list", "not on my list"),
    first: true,
  },
  tag: { label: "My tag", operators: IS, value: "tag", first: null },
  available: {
    label: "Library",
    operators: [{ value: "is", label: "is" }],
    value: yesOrNo("in the library", "not in the library"),
    first: true,
  },
  added: {
    label: "Added to the library",
    operators: [{ value: "within_days", label: "within the last" }],
    value: { min: 1, max: 3650, step: 1, unit: "days" },
    first: 30,
  },
  runtime: {
    label: "Length",
    operators: BOUNDS.toReversed(),
    value: { min: 1, max: 1000, step: 1, unit: "minutes" },
    first: 100,
  },
  language: { label: "Language", operators: IS, value: "language", first: "en" },
  country: { label: "Country", operators: IS, value: "country", first: "US" },
  person: { label: "Person", operators: IS, value: "person", first: null },
};

export const FIELD_NAMES = Object.keys(FIELDS) as RuleField[];

export const SORTS: readonly { value: NonNullable<SmartRules["sort"]>; label: string }[] = [
  { value: "trending", label: "Popular first" },
  { value: "top_rated", label: "Best rated first" },
  { value: "most_rated", label: "Most rated first" },
  { value: "newest", label: "Newest first" },
  { value: "a-z", label: "A to Z" },
];

/** A rule in the editor: a value that is still to be chosen is null. */
export interface Draft {
  field: RuleField;
  operator: RuleOperator;
  value: Rule["value"] | null;
}

/** Rules of which all or any must be true; some may be incomplete. */
export interface GroupDraft {
  match: SmartRules["match"] & string;
  rules: Draft[];
}

/** All rules of the editor. */
export interface RuleDrafts extends GroupDraft {
  groups: GroupDraft[];
  sort: NonNullable<SmartRules["sort"]>;
  limit: number;
}

/** The rules as the server takes them; undefined without any, or while one is incomplete. */
export function rulesOf(drafts: RuleDrafts): SmartRules | undefined {
  const each = [...drafts.rules, ...drafts.groups.flatMap((group) => group.rules)];
  if (each.length === 0 || !each.every(isComplete)) return undefined;
  return {
    match: drafts.match,
    rules: drafts.rules.filter(isComplete),
    groups: drafts.groups.map(({ match, rules }) => ({ match, rules: rules.filter(isComplete) })),
    sort: drafts.sort,
    limit: drafts.limit,
  };
}

/** All rules in words: "genre is horror, and year before 1970 or seen by me". */
export function rulesText({ match, rules, groups }: SmartRules): string {
  const parts = [
    ...rules.map(ruleText),
    ...(groups ?? []).map(
      (group) => `(${group.rules.map(ruleText).join(group.match === "all" ? " and " : " or ")})`,
    ),
  ];
  return parts.join(match === "any" ? " or " : ", ");
}

export function newRule(field: RuleField): Draft {
  const { operators, first } = FIELDS[field];
  return { field, operator: operators[0]?.value ?? "is", value: first };
}

const isComplete = (draft: Draft): draft is Rule => draft.value !== null;

/** The name of a language or a country. */
export const codeName = (kind: "language" | "country", code: string): string =>
  kind === "language" ? languageName(code) : countryName(code);

/** A rule in words: "genre is horror", "year before 1970". */
function ruleText(rule: Rule): string {
  const { label, operators, value } = FIELDS[rule.field];
  const operator = operators.find((each) => each.value === rule.operator)?.label ?? rule.operator;
  return `${label.toLowerCase()} ${operator} ${valueText(value, rule.value)}`;
}

function valueText(kind: ValueKind, value: Rule["value"]): string {
  const text = String(value);
  if (kind === "language" || kind === "country") return codeName(kind, text);
  if (kind === "person") return "a chosen person";
  if (kind === "tag") return text;
  if (kind === "genre") return text.replaceAll("-", " ");
  if ("choices" in kind)
    return kind.choices.find((choice) => choice.value === text)?.label.toLowerCase() ?? text;
  return kind.unit ? `${text} ${kind.unit}` : text;
}
