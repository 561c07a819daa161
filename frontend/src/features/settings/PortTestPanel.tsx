import { createSignal, Show } from "solid-js";
import { testPort } from "../../api/downloadSettings";
import type { PortTest } from "../../api/types";
import { Button } from "../../ui/Button";
import { toastOnError } from "../../ui/toast";
import { portTestText } from "./portTestText";

const DOTS = { good: "bg-ok", unsure: "bg-warn", bad: "bg-bad" } as const;

export function PortTestPanel() {
  const [found, setFound] = createSignal<PortTest>();
  const [busy, setBusy] = createSignal(false);
  const look = async () => {
    setBusy(true);
    setFound(await toastOnError(testPort()));
    setBusy(false);
  };
  return (
    <div class="flex flex-wrap items-center justify-between gap-4 rounded-card bg-fill px-4 py-3">
      <div class="min-w-0 flex-1" aria-live="polite">
        <Show
          when={found()}
          fallback={
            <p class="text-14 text-muted">
              Port test: checks whether peers can connect from outside. An open port finds more
              peers.
            </p>
          }
        >
          {(test) => (
            <div class="flex gap-3">
              <i
                class={`mt-[7px] size-2 flex-none rounded-full ${DOTS[portTestText(test()).health]}`}
                aria-hidden="true"
              />
              <p class="text-14">
                <b class="block font-strong">{portTestText(test()).head}</b>
                <span class="text-muted">{portTestText(test()).text}</span>
              </p>
            </div>
          )}
        </Show>
      </div>
      <Button size="small" disabled={busy()} onClick={() => void look()}>
        Test port
      </Button>
    </div>
  );
}
