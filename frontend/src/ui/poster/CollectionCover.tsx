import { createSignal, For, Show } from "solid-js";
import { generatedUrl } from "./generatedPictureUrl";
import { hash } from "./fnvHash";
import { srcsetOf } from "./srcset";

interface CollectionCoverProps {
  name: string;
  /** The first titles' posters; null where one has none. */
  posters: readonly (string | null)[];
  /** The wide form for a page header: the colour fades into the background. */
  wide?: boolean;
  class?: string;
}

const posterAt = (posters: readonly (string | null)[], at: number) => posters[at] ?? null;

/** Colours of a collection: from its name, the same on every machine. */
function coverColours(name: string): { deep: string; light: string } {
  // From teal over blue and violet to rose: the accent colours and their neighbours.
  const hue = 170 + ((hash(name.toLowerCase().trim()) >>> 7) % 170);
  return { deep: `oklch(0.2 0.07 ${hue})`, light: `oklch(0.45 0.13 ${hue + 34})` };
}

/** The ground of a collection's posters. */
export function collectionGradient(name: string): string {
  const { deep, light } = coverColours(name);
  return `linear-gradient(120deg, ${deep}, ${light})`;
}

/** Four posters at an angle on the collection's colours. Decorative: hidden from screen readers. */
export function CollectionCover(props: CollectionCoverProps) {
  const colours = () => coverColours(props.name);
  const four = () => [0, 1, 2, 3].map((at) => posterAt(props.posters, at));
  return (
    <span
      class={`absolute inset-0 block overflow-hidden ${props.class ?? ""}`}
      style={{
        background: props.wide
          ? `linear-gradient(90deg, transparent 10%, ${colours().light})`
          : collectionGradient(props.name),
      }}
      aria-hidden="true"
    >
      <span
        class="absolute flex rotate-8 gap-[2.5%]"
        classList={{
          "top-[-22%] right-[-7%] h-[150%] w-[74%]": !props.wide,
          "top-[-12%] right-[-3%] w-[min(64%,980px)] backdrop-mask phone:top-[4%] phone:right-[-12%] phone:w-full":
            props.wide,
        }}
      >
        <For each={four()}>
          {(poster, index) => (
            <span
              class="relative block aspect-2/3 w-1/4 flex-none overflow-hidden rounded-control"
              classList={{ "mt-[14%]": index() % 2 === 1 }}
            >
              <CoverPoster src={poster} fallbackTitle={`${props.name} ${index()}`} at={index()} />
            </span>
          )}
        </For>
      </span>
      <span
        class="absolute inset-0"
        hidden={props.wide}
        style={{
          background: `linear-gradient(90deg, ${colours().deep} 12%, color-mix(in srgb, ${colours().deep} 62%, transparent) 46%, transparent 82%)`,
        }}
      />
      <span
        class="absolute inset-x-0 bottom-0 h-1/2 bg-linear-to-t from-art-shade to-transparent"
        hidden={props.wide}
      />
    </span>
  );
}

/** A poster, or a drawing without letters where there is none: its name is not known here. */
export function CoverPoster(props: { src: string | null; fallbackTitle: string; at: number }) {
  const [failed, setFailed] = createSignal(false);
  const generated = () =>
    generatedUrl(
      { title: props.fallbackTitle, year: null, genres: FALLBACK_GENRES[props.at] ?? [] },
      "backdrop",
    );
  const src = () => (failed() ? null : props.src);
  return (
    <Show when={src()} fallback={<img class="size-full object-cover" src={generated()} alt="" />}>
      {(shown) => (
        <img
          class="size-full object-cover"
          src={shown()}
          srcset={srcsetOf(shown(), "poster")}
          sizes="130px"
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(true)}
        />
      )}
    </Show>
  );
}

/** Different genres, so that four generated posters in a row differ. */
const FALLBACK_GENRES = [["Drama"], ["Science Fiction"], ["Animation"], ["Thriller"]];
