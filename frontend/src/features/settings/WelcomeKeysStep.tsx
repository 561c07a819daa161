import { createAsyncStore, revalidate } from "@solidjs/router";
import { For } from "solid-js";
import type { Provider } from "../../api/types";
import { providerName } from "./metadataText";
import { ProviderLine } from "./ProviderLine";
import { providersQuery } from "./settingsQueries";

/** The two most useful providers for films. */
const FIRST = ["tmdb", "omdb"];

interface WelcomeKeysStepProps {
  /** A key of this provider was typed and is not saved, or no longer. */
  onTyped: (provider: string, isUnsaved: boolean) => void;
}

export function WelcomeKeysStep(props: WelcomeKeysStepProps) {
  const providers = createAsyncStore(() => providersQuery().catch(() => []), {
    initialValue: [],
    reconcile: { key: "provider" },
  });
  const shown = () => providers.latest.filter((each) => FIRST.includes(each.provider));
  return (
    <>
      <ul class="divide-y divide-line rounded-card bg-surface-1 px-4 hairline">
        <For each={shown().toSorted((a, b) => place(a) - place(b))}>
          {(provider) => (
            <ProviderLine
              provider={provider}
              asksForKey
              onChange={() => void revalidate(providersQuery.key)}
              onTyped={(isUnsaved) => props.onTyped(providerName(provider.provider), isUnsaved)}
            />
          )}
        </For>
      </ul>
      <p class="mt-2.5 text-12 text-muted">
        IGDB for games, TheTVDB and others are in Settings, Sources and keys.
      </p>
    </>
  );
}

const place = (provider: Provider) => FIRST.indexOf(provider.provider);
