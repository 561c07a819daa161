import { createAsyncStore, revalidate } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import { For, Show } from "solid-js";
import type { Provider } from "../../api/types";
import { providerName } from "./metadataText";
import { ProviderKeyForm } from "./ProviderKeyForm";
import { keyForm } from "./providerKeys";
import { providersQuery } from "./queries";

/** The two most useful providers for films. */
const FIRST = ["tmdb", "omdb"];

export function WelcomeKeys() {
  const providers = createAsyncStore(() => providersQuery().catch(() => []), {
    initialValue: [],
    reconcile: { key: "provider" },
  });
  const shown = () => providers.latest.filter((each) => FIRST.includes(each.provider));
  return (
    <div class="grid gap-2.5">
      <For each={shown().toSorted((a, b) => place(a) - place(b))}>
        {(provider) => (
          <section class="rounded-card bg-surface-1 p-4 hairline" aria-label={provider.provider}>
            <div class="mb-3 flex items-baseline justify-between gap-4">
              <h2 class="text-15 font-strong">{providerName(provider.provider)}</h2>
              <a
                class="rounded-chip text-13 text-accent-text hover:underline"
                href={keyForm(provider.provider).site}
                target="_blank"
                rel="noreferrer"
              >
                Get a key
              </a>
            </div>
            <Show
              when={!provider.configured}
              fallback={
                <p class="flex items-center gap-2.5 text-13 text-ok">
                  <Check class="size-4" aria-hidden="true" />
                  The key is saved and in use
                </p>
              }
            >
              <ProviderKeyForm
                provider={provider.provider}
                onSaved={() => void revalidate(providersQuery.key)}
              />
            </Show>
          </section>
        )}
      </For>
      <p class="text-12 text-muted">
        IGDB for games, TheTVDB and others wait in Settings, Sources and keys.
      </p>
    </div>
  );
}

const place = (provider: Provider) => FIRST.indexOf(provider.provider);
