import ExternalLink from "lucide-solid/icons/external-link";
import Pencil from "lucide-solid/icons/pencil";
import Trash from "lucide-solid/icons/trash";
import { createSignal, Show } from "solid-js";
import { clearProviderKey, saveProviderKey, testProviderKey } from "../../api/admin";
import type { Provider, ProviderTest } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Switch } from "../../ui/Switch";
import { toast, toastOnError } from "../../ui/toast";
import { failureText, healthOf, providerName, providerStatusText } from "./metadataText";
import { ProviderKeyForm } from "./ProviderKeyForm";
import { isChangeable, keyForm, testText } from "./providerKeyForms";
import { KeyTestResult } from "./KeyTestResult";

const DOTS = { good: "bg-ok", waiting: "bg-warn", off: "bg-faint" } as const;

const MARKS: Partial<Record<string, string>> = {
  tmdb: "bg-(--mark-tmdb) text-(--mark-ink)",
  igdb: "bg-(--mark-igdb) text-on-art",
  jikan: "bg-(--mark-mal) text-on-art",
};

interface ProviderLineProps {
  provider: Provider;
  /** After its key has changed, or was tested: one that works ends a rest. */
  onChange: () => void;
  /** Without a key its form is open, and stays open. */
  asksForKey?: boolean;
  /** Whether there is a key in the form that is not saved. */
  onTyped?: (isUnsaved: boolean) => void;
}

/** A provider: what it is used for, its state, and its key. */
export function ProviderLine(props: ProviderLineProps) {
  const [isOpen, setOpen] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [found, setFound] = createSignal<ProviderTest>();
  const id = () => props.provider.provider;
  const name = () => providerName(id());
  const form = () => keyForm(id());
  const needsKey = () => form().fields.length > 0;
  const health = () => healthOf(props.provider);
  const failure = () => (health() === "off" ? null : failureText(props.provider.lastError));
  const hasFailedTest = () => {
    const test = found();
    return test !== undefined && testText(test).tone !== "ok";
  };
  const isWell = () => failure() === null && !hasFailedTest();
  const isAsked = () => props.asksForKey === true && !props.provider.configured;
  const isFormShown = () => isOpen() || isAsked();

  const test = async () => {
    setBusy(true);
    setFound(undefined);
    setFound(await toastOnError(testProviderKey(id(), {})));
    setBusy(false);
    props.onChange();
  };
  const change = async (work: Promise<void>, done: string) => {
    const isDone = await toastOnError(work.then(() => true));
    if (isDone) toast({ text: done });
    setFound(undefined);
    props.onChange();
  };
  const saved = () => {
    setOpen(false);
    setFound(undefined);
    toast({ text: `The key for ${name()} is saved` });
    void test(); // a wrong key shows at once, and not when the first picture is missing
  };

  return (
    <li class="grid grid-cols-[48px_minmax(0,1fr)] gap-x-4 gap-y-3 py-4">
      <span
        class={`grid size-12 place-items-center rounded-control text-12 font-[700] tracking-[-.02em] ${MARKS[id()] ?? "bg-fill-2"}`}
        aria-hidden="true"
      >
        {form().mark}
      </span>
      <div class="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
        <div class="min-w-[220px] flex-1">
          <p class="text-15 font-strong tracking-[-.01em]">
            {name()}
            <span class="ml-2 text-13 font-normal text-muted">{form().gives}</span>
          </p>
          <p class="mt-0.5 flex items-baseline gap-2 text-13 text-muted">
            <i
              class={`size-2 flex-none rounded-full ${DOTS[isWell() ? health() : "waiting"]}`}
              aria-hidden="true"
            />
            {hasFailedTest() && health() === "good"
              ? "In use, but its test failed"
              : providerStatusText(props.provider, new Date())}
            <Show when={props.provider.keySource === "environment"}>
              {" · Set by the server's environment, which wins over this page"}
            </Show>
          </p>
          <Show when={failure()}>{(text) => <p class="mt-0.5 text-13 text-warn">{text()}</p>}</Show>
        </div>
        <div class="flex items-center gap-1.5">
          <Show when={!isFormShown() && props.provider.configured}>
            <Button size="small" disabled={busy()} onClick={() => void test()}>
              Test
            </Button>
          </Show>
          <Show when={isChangeable(props.provider)}>
            <Show
              when={needsKey()}
              fallback={
                <Switch
                  label={`Use ${name()}`}
                  isLabelHidden
                  checked={props.provider.configured}
                  onChange={(isOn) =>
                    void change(
                      isOn ? saveProviderKey(id(), {}) : clearProviderKey(id()),
                      isOn ? `${name()} is in use` : `${name()} is not asked any more`,
                    )
                  }
                />
              }
            >
              <Show
                when={props.provider.configured && !isFormShown()}
                fallback={
                  <Show
                    when={!isFormShown()}
                    fallback={
                      <a
                        class={buttonClass({ tone: "ghost", size: "small", class: "phone:-ml-3" })}
                        href={form().site}
                        target="_blank"
                        rel="noreferrer"
                      >
                        <ExternalLink class="size-3.5" aria-hidden="true" />
                        Get a key
                      </a>
                    }
                  >
                    <Button size="small" onClick={() => setOpen(true)}>
                      Enter key
                    </Button>
                  </Show>
                }
              >
                <IconButton
                  label={`Replace the key for ${name()}`}
                  tone="bare"
                  size="medium"
                  onClick={() => setOpen(true)}
                >
                  <Pencil />
                </IconButton>
                <IconButton
                  label={`Remove the key for ${name()}`}
                  tone="bare"
                  size="medium"
                  onClick={() =>
                    void change(clearProviderKey(id()), `The key for ${name()} is removed`)
                  }
                >
                  <Trash />
                </IconButton>
              </Show>
            </Show>
          </Show>
        </div>
      </div>
      <div class="col-start-2 empty:hidden phone:col-start-1 phone:col-end-3" aria-live="polite">
        <Show when={found()}>{(test) => <KeyTestResult test={test()} />}</Show>
        <Show when={isFormShown()}>
          <ProviderKeyForm
            provider={id()}
            onSaved={saved}
            onCancel={isOpen() ? () => setOpen(false) : undefined}
            onTyped={props.onTyped}
          />
        </Show>
      </div>
    </li>
  );
}
