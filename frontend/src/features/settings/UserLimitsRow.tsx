import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, createUniqueId, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { setQuota } from "../../api/downloadSettings";
import type { QuotaLimits, UserQuota } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { toast, errorText } from "../../ui/toast";
import { toGB, QuotaFields } from "./QuotaFields";
import { isOwn, quotaText } from "./quotaText";

interface UserRowProps {
  user: UserQuota;
  own: QuotaLimits;
  defaults: QuotaLimits;
  isOpen: boolean;
  onOpen: () => void;
  onSaved: (own: QuotaLimits) => void;
}

export function UserRow(props: UserRowProps) {
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
              <span class="flex-none text-12 text-accent-text">own limits</span>
            </Show>
          </span>
          <span class="block text-13 text-muted tabular-nums">
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
          aria-label={`Limits of ${name()}`}
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
              An empty field uses the limit for every user. Downloaded in 30 days:{" "}
              {formatBytes(props.user.bytesThisMonth)}.
            </p>
            <Button
              size="small"
              disabled={!isOwn(props.own)}
              onClick={() => void save({ mostOpen: null, mostActive: null, bytesAMonth: null })}
            >
              Use the default limits
            </Button>
          </div>
        </div>
      </Show>
    </>
  );
}

const defaultText = (limit: string | undefined) => `Default: ${limit ?? "no limit"}`;
