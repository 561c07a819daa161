import ExternalLink from "lucide-solid/icons/external-link";
import { For, Show } from "solid-js";
import type { FreeSource } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { isDownloadable, sizeText } from "./bestFreeSource";
import { durationText, KIND_TEXT } from "./freeSourceTexts";
import { Licence, Publisher } from "./FreeSourceLine";

interface FreeSourceListProps {
  sources: readonly FreeSource[];
  isBusy: boolean;
  onGet: (source: FreeSource) => void;
}

/** Every free source of a title, the best first; Enter takes that one. */
export function FreeSourceList(props: FreeSourceListProps) {
  return (
    <ul class="grid gap-2.5" aria-label="Free sources">
      <For each={props.sources}>
        {(source, index) => (
          <li class="flex items-center gap-4 rounded-card bg-surface-1 px-4 py-3.5 hairline">
            <div class="min-w-0 flex-1">
              <p class="text-15 font-strong tracking-[-.01em]">
                {source.episodeLabel ? `${source.episodeLabel} · ` : ""}
                <Publisher source={source} />
              </p>
              <p class="mt-0.5 text-13 text-pretty text-muted">{KIND_TEXT[source.kind]}</p>
              <p class="mt-0.5 text-13 text-pretty text-muted tabular-nums">
                <Licence source={source} />
                <Show when={[sizeText(source), durationText(source)].filter(Boolean).join(", ")}>
                  {(facts) => <>{`, ${facts()}`}</>}
                </Show>
              </p>
            </div>
            <Show
              when={isDownloadable(source)}
              fallback={
                <a
                  href={source.pageUrl ?? ""}
                  target="_blank"
                  rel="noopener noreferrer"
                  class={buttonClass({ size: "small" })}
                  data-autofocus={index() === 0 ? "" : undefined}
                >
                  <ExternalLink class="size-4" aria-hidden="true" />
                  Open
                </a>
              }
            >
              <Button
                size="small"
                tone={index() === 0 ? "primary" : "plain"}
                disabled={props.isBusy}
                data-autofocus={index() === 0 ? "" : undefined}
                aria-label={`Get ${source.episodeLabel ?? ""} from ${source.publisher}`}
                onClick={() => props.onGet(source)}
              >
                Get
              </Button>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
