import Check from "lucide-solid/icons/check";
import Images from "lucide-solid/icons/images";
import { createResource, createSignal, createUniqueId, For, Show } from "solid-js";
import { listTitlePictures } from "../../api/titleEdits";
import type { MediaDetail, PictureChoices } from "../../api/types";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Artwork } from "../../ui/poster/Artwork";
import { Skeleton } from "../../ui/Skeleton";

interface PictureChooserProps {
  title: MediaDetail;
  kind: "poster" | "backdrop";
  /** Who is asked: `TMDB`. */
  source: string;
  /** The chosen address. */
  value: string;
  disabled: boolean;
  onChoose: (address: string) => void;
}

const NAMES = { poster: "poster", backdrop: "backdrop" } as const;
const GRIDS = {
  poster: "grid grid-cols-4 gap-2.5 phone:grid-cols-3",
  backdrop: "grid grid-cols-2 gap-2.5",
} as const;

/** The pictures that the source has, shown when asked for. The chosen one is saved with the form. */
export function PictureChooser(props: PictureChooserProps) {
  const [isOpen, setOpen] = createSignal(false);
  const [found, { refetch }] = createResource(
    () => isOpen() && props.title.id,
    (mediaId) => listTitlePictures(mediaId),
  );
  const id = createUniqueId();
  const choices = (pictures: PictureChoices) =>
    props.kind === "poster" ? pictures.posters : pictures.backdrops;
  const emptyText = (state: PictureChoices["state"]) => {
    if (state === "no_key")
      return `${props.source} has no key yet: enter one under Sources and keys.`;
    if (state === "unavailable")
      return `${props.source} does not answer now. Try again in a minute.`;
    if (state === "unknown") return `${props.source} does not know this title.`;
    return `${props.source} has no ${NAMES[props.kind]} for it.`;
  };

  return (
    <div class="grid gap-3">
      <Button
        size="small"
        class="justify-self-start"
        aria-expanded={isOpen()}
        aria-controls={id}
        onClick={() => setOpen(!isOpen())}
      >
        <Images class="size-4" aria-hidden="true" />
        {isOpen() ? "Hide the pictures" : `Choose a ${NAMES[props.kind]}`}
      </Button>
      <div id={id} hidden={!isOpen()}>
        <Show
          when={!found.error}
          fallback={<FailedState error={found.error as unknown} onRetry={() => void refetch()} />}
        >
          <Show when={found()} fallback={<Skeleton class="h-32 rounded-card!" />}>
            {(pictures) => (
              <Show
                when={choices(pictures()).length > 0}
                fallback={
                  <p class="text-13 text-muted" role="status">
                    {emptyText(pictures().state)}
                  </p>
                }
              >
                <ul class={GRIDS[props.kind]} aria-label={`Every ${NAMES[props.kind]}`}>
                  <For each={choices(pictures())}>
                    {(picture, index) => (
                      <li>
                        <button
                          type="button"
                          class="relative block w-full overflow-hidden rounded-control bg-surface-3 art-edge transition-shadow press"
                          classList={{
                            "aspect-2/3": props.kind === "poster",
                            "aspect-video": props.kind === "backdrop",
                            "shadow-[0_0_0_2px_var(--accent)]": props.value === picture.address,
                          }}
                          aria-label={`Use ${NAMES[props.kind]} ${index() + 1}`}
                          aria-pressed={props.value === picture.address}
                          disabled={props.disabled}
                          onClick={() => props.onChoose(picture.address)}
                        >
                          <Artwork
                            title={props.title.title}
                            year={props.title.year}
                            genres={props.title.genres}
                            src={picture.previewUrl}
                            kind={props.kind}
                            sizes={props.kind === "poster" ? "92px" : "185px"}
                            alt=""
                          />
                          <Show when={props.value === picture.address}>
                            <span class="absolute top-1.5 right-1.5 grid size-6 place-items-center rounded-full bg-art-glass text-on-art backdrop-blur-[14px]">
                              <Check class="size-3.5" strokeWidth={2.5} aria-hidden="true" />
                            </span>
                          </Show>
                        </button>
                      </li>
                    )}
                  </For>
                </ul>
              </Show>
            )}
          </Show>
        </Show>
      </div>
    </div>
  );
}
