import { createAsyncStore, query } from "@solidjs/router";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, createUniqueId, For, Show } from "solid-js";
import { createStore } from "solid-js/store";
import { ApiError } from "../../api/client";
import { setQuota, listQuotas } from "../../api/downloadSettings";
import type { QuotaLimits, UserQuota } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { toastOnError, toast, errorText } from "../../ui/toast";
import { SettingsGroup, THREE_COLUMNS, type SettingsGroupProps } from "./DownloadsSection";
import { isOwn, quotaText } from "./quotaText";

const GB = 1e9;
const toGB = (bytes: number | null) => (bytes === null ? null : bytes / GB);
const fromGB = (value: number | null) => (value === null ? null : Math.round(value * GB));

const quotasQuery = query((page: number) => listQuotas(page), "download-quotas");

/** How much each person may have: what holds for everybody, then who has it otherwise. */
export function UserLimitsGroup(props: SettingsGroupProps) {
  return (
    <SettingsGroup
      title="Each person"
      text="What holds for everybody, unless it is decided otherwise for somebody below."
    >
      <QuotaFields
        quota={props.settings.perPerson}
        none={{ mostOpen: "No limit", mostActive: "No limit", bytesAMonth: "No limit" }}
        errorOf={(field) => props.errorOf(`perPerson.${field}`)}
        onChange={(perPerson) => props.save({ perPerson })}
      />
      <UserList house={props.settings.perPerson} />
    </SettingsGroup>
  );
}

function UserList(props: { house: QuotaLimits }) {
  const first = createAsyncStore(() => quotasQuery(1).catch(() => null));
  const [more, setMore] = createStore<{ items: UserQuota[] }>({ items: [] });
  const [saved, setSaved] = createStore<Partial<Record<string, QuotaLimits>>>({});
  const [open, setOpen] = createSignal<string | null>(null);
  const people = () => [...(first.latest?.items ?? []), ...more.items];
  const total = () => first.latest?.total ?? 0;

  const loadMore = async () => {
    const size = first.latest?.pageSize ?? 1;
    const next = await toastOnError(listQuotas(Math.floor(people().length / size) + 1));
    if (next) setMore("items", (items) => [...items, ...next.items]);
  };
  const ownOf = (person: UserQuota) => saved[person.id] ?? person.own;

  return (
    <Show when={people().length > 0}>
      <ul class="grid grid-cols-1 border-t border-line">
        <For each={people()}>
          {(person) => (
            <li class="border-b border-line last:border-b-0">
              <UserRow
                user={person}
                own={ownOf(person)}
                defaults={props.house}
                isOpen={open() === person.id}
                onOpen={() => setOpen(open() === person.id ? null : person.id)}
                onSaved={(own) => setSaved(person.id, own)}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={people().length < total()}>
        <Button size="small" class="justify-self-start" onClick={() => void loadMore()}>
          Show more people
        </Button>
      </Show>
    </Show>
  );
}

interface UserRowProps {
  user: UserQuota;
  own: QuotaLimits;
  defaults: QuotaLimits;
  isOpen: boolean;
  onOpen: () => void;
  onSaved: (own: QuotaLimits) => void;
}

function UserRow(props: UserRowProps) {
  const id = createUniqueId();
  const name = () => props.user.displayName || props.user.email;
  const [refused, setRefused] = createSignal<ApiError | null>(null);
  const errorOf = (field: string) => {
    const error = refused();
    return error?.field === field ? error.message : null;
  };
  const save = async (change: Partial<QuotaLimits>) => {
    const own = { ...props.own, ...change };
    try {
      await setQuota(props.user.id, own);
      setRefused(null);
      props.onSaved(own);
    } catch (error) {
      if (error instanceof ApiError && error.field !== null) setRefused(error);
      else toast({ tone: "bad", text: errorText(error) });
    }
  };
  const house = () => ({
    mostOpen: defaultText(props.defaults.mostOpen?.toLocaleString("en-GB")),
    mostActive: defaultText(props.defaults.mostActive?.toLocaleString("en-GB")),
    bytesAMonth: defaultText(toGB(props.defaults.bytesAMonth)?.toLocaleString("en-GB")),
  });

  return (
    <>
      <button
        type="button"
        class="flex w-full items-center gap-3.5 rounded-chip py-3 text-left"
        aria-expanded={props.isOpen}
        aria-controls={`${id}-quota`}
        onClick={() => props.onOpen()}
      >
        <Avatar name={name()} class="size-9 flex-none text-13" />
        <span class="min-w-0 flex-1">
          <span class="flex items-baseline gap-2">
            <b class="truncate text-15 font-medium">{name()}</b>
            <Show when={isOwn(props.own)}>
              <span class="flex-none text-12 text-accent-text">limits of their own</span>
            </Show>
          </span>
          <span class="block truncate text-13 text-muted tabular-nums">
            {quotaText(props.user, props.own, props.defaults)}
          </span>
        </span>
        <ChevronDown
          class={`size-4 flex-none text-muted transition-transform ${props.isOpen ? "rotate-180" : ""}`}
          aria-hidden="true"
        />
      </button>
      <Show when={props.isOpen}>
        <div
          id={`${id}-quota`}
          role="group"
          aria-label={`What ${name()} may have`}
          class="mb-4 grid grid-cols-1 gap-3 rounded-card bg-fill p-4"
        >
          <QuotaFields
            quota={props.own}
            none={house()}
            errorOf={errorOf}
            onChange={(change) => void save(change)}
          />
          <div class="flex flex-wrap items-center justify-between gap-3">
            <p class="text-13 text-muted">
              An empty field follows the house. They have had{" "}
              {formatBytes(props.user.bytesThisMonth)} in 30 days.
            </p>
            <Button
              size="small"
              disabled={!isOwn(props.own)}
              onClick={() => void save({ mostOpen: null, mostActive: null, bytesAMonth: null })}
            >
              As the house has it
            </Button>
          </div>
        </div>
      </Show>
    </>
  );
}

const defaultText = (limit: string | undefined) => `House: ${limit ?? "no limit"}`;

interface QuotaFieldsProps {
  quota: QuotaLimits;
  /** What an empty field means. */
  none: Record<keyof QuotaLimits, string>;
  errorOf: (field: keyof QuotaLimits) => string | null;
  onChange: (change: Partial<QuotaLimits>) => void;
}

function QuotaFields(props: QuotaFieldsProps) {
  return (
    <div class={THREE_COLUMNS}>
      <NumberField
        label="On the list at most"
        unit="downloads"
        none={props.none.mostOpen}
        min={0}
        max={100_000}
        value={props.quota.mostOpen}
        error={props.errorOf("mostOpen")}
        onChange={(mostOpen) => props.onChange({ mostOpen })}
      />
      <NumberField
        label="At the same time"
        unit="downloads"
        none={props.none.mostActive}
        min={0}
        max={1000}
        value={props.quota.mostActive}
        error={props.errorOf("mostActive")}
        onChange={(mostActive) => props.onChange({ mostActive })}
      />
      <NumberField
        label="In 30 days"
        unit="GB"
        none={props.none.bytesAMonth}
        min={0}
        max={1_000_000_000}
        value={toGB(props.quota.bytesAMonth)}
        error={props.errorOf("bytesAMonth")}
        onChange={(value) => props.onChange({ bytesAMonth: fromGB(value) })}
      />
    </div>
  );
}
