import { createMemo, createSignal, onCleanup, onMount, Show } from "solid-js";
import { generatedUrl, gradientOf, type GeneratedKind } from "./generatedPictureUrl";
import { placeholderUrl } from "./thumbhashPlaceholder";
import { SIZES, srcsetOf } from "./srcset";

interface ArtworkProps {
  title: string;
  year: number | null;
  genres: readonly string[];
  /** Null when there is no artwork; the server draws a picture instead. */
  src: string | null;
  /** ThumbHash of the picture: shown until it has loaded. */
  placeholder?: string | null;
  kind: GeneratedKind;
  /** Text for screen readers. Empty when the title stands beside the picture. */
  alt: string;
  /** The `sizes` attribute; by default the width of its kind in a rail. */
  sizes?: string;
  /** Loads at once; all others load when they come into view. */
  eager?: boolean;
  /** The largest picture of the page: loads with high priority. */
  first?: boolean;
}

/** After this time without the picture the generated one is shown, later where a placeholder is. */
const SLOW_MS = 500;
const VERY_SLOW_MS = 4000;

/** The picture of a title: its artwork, else the generated picture, else its name as text. */
export function Artwork(props: ArtworkProps) {
  const [failed, setFailed] = createSignal<readonly string[]>([]);
  const generated = () => generatedUrl(props, props.kind);
  const source = () => [props.src, generated()].find((url) => url && !failed().includes(url));

  return (
    <Show when={source()} fallback={<TitleInType title={props.title} alt={props.alt} />}>
      {(src) => (
        <Picture
          {...props}
          src={src()}
          generated={generated()}
          onFailed={() => setFailed([...failed(), src()])}
        />
      )}
    </Show>
  );
}

/** The picture over its placeholder or gradient; over the generated one when it loads slowly. */
function Picture(props: ArtworkProps & { src: string; generated: string; onFailed: () => void }) {
  let image!: HTMLImageElement;
  const [loaded, setLoaded] = createSignal<string>();
  const [slow, setSlow] = createSignal<string>();
  const blurred = createMemo(() => props.placeholder && placeholderUrl(props.placeholder));
  const background = () => {
    const url = blurred();
    return url ? `url("${url}") center / cover no-repeat` : gradientOf(props.title);
  };
  // The seed catalogue's drawings are part of the site and load at once.
  const isLoaded = () => loaded() === props.src || props.src.startsWith("/art/");
  // What a page starts with does not fade in: it would be seen a quarter of a second later.
  const isFading = () => !props.eager && !props.first;

  const isOnScreen = () => {
    const box = image.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  };
  onMount(() => {
    // A picture from the browser's cache does not fade in.
    if (image.complete && image.naturalWidth > 0) setLoaded(props.src);
    const timer = setTimeout(
      () => {
        if (!isLoaded() && isOnScreen() && props.src !== props.generated) setSlow(props.src);
      },
      props.placeholder ? VERY_SLOW_MS : SLOW_MS,
    );
    onCleanup(() => clearTimeout(timer));
  });

  return (
    // The background stays: a picture that has loaded may take a moment more to be painted.
    <span class="relative block size-full" style={{ background: background() }}>
      <Show when={slow() === props.src && !isLoaded()}>
        <img class="absolute inset-0 size-full object-cover" src={props.generated} alt="" />
      </Show>
      <img
        ref={image}
        class="relative size-full object-cover"
        classList={{
          "opacity-0": !isLoaded(),
          "transition-opacity duration-(--slow)": isFading(),
        }}
        src={props.src}
        srcset={srcsetOf(props.src, props.kind)}
        sizes={props.sizes ?? SIZES[props.kind]}
        alt={props.alt}
        loading={props.eager || props.first ? "eager" : "lazy"}
        decoding="async"
        fetchpriority={props.first ? "high" : "auto"}
        draggable={false}
        onLoad={() => setLoaded(props.src)}
        onError={() => props.onFailed()}
      />
    </span>
  );
}

/** The fallback without a connection: the title on its gradient. */
function TitleInType(props: { title: string; alt: string }) {
  return (
    <span
      class="flex size-full items-end p-[7%] text-17 leading-tight font-strong text-on-art"
      style={{ background: gradientOf(props.title) }}
      role={props.alt === "" ? undefined : "img"}
      aria-label={props.alt === "" ? undefined : props.alt}
      aria-hidden={props.alt === "" ? "true" : undefined}
    >
      {props.title}
    </span>
  );
}
