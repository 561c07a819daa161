import { createMemo, createSignal, onCleanup, onMount, Show } from "solid-js";
import { groundOf, type SheetKind } from "./generatedPoster";
import { GeneratedSheet } from "./GeneratedSheet";
import { placeholderUrl } from "./placeholder";
import { SIZES, srcsetOf } from "./srcset";

interface ArtworkProps {
  title: string;
  year: number | null;
  genres: readonly string[];
  /** Null when there is no artwork; the sheet of the title is drawn instead. */
  src: string | null;
  /** The picture in a few bytes (a ThumbHash): what to show until it is there. */
  placeholder?: string | null;
  kind: SheetKind;
  /** What a screen reader says. Empty when the title stands beside the picture anyway. */
  alt: string;
  /** How wide it is shown, as `sizes` says it; without it as wide as its kind is in a rail. */
  sizes?: string;
  /** Set for the pictures a page opens with; all others load when they come into view. */
  eager?: boolean;
  /** Set for the one picture that is the page. */
  first?: boolean;
}

/** A picture that takes longer than this to come is stood in for; later, when its colours show. */
const SLOW_MS = 500;
const VERY_SLOW_MS = 4000;

/** A title's picture, filling its frame: its own artwork, or the generated sheet. Never broken. */
export function Artwork(props: ArtworkProps) {
  const [failed, setFailed] = createSignal<string>();
  const source = () => (props.src === failed() ? null : props.src);
  const sheet = () => (
    <GeneratedSheet
      subject={{ title: props.title, year: props.year, genres: props.genres }}
      kind={props.kind}
      alt={props.alt}
    />
  );

  return (
    <Show when={source()} fallback={sheet()}>
      {(src) => <Picture {...props} src={src()} onFailed={() => setFailed(src())} />}
    </Show>
  );
}

/**
 * The artwork on what is known of it, else on the colours of its sheet; on the sheet itself when
 * it is slow to come.
 */
function Picture(props: ArtworkProps & { src: string; onFailed: () => void }) {
  let image!: HTMLImageElement;
  const [loaded, setLoaded] = createSignal<string>();
  const [slow, setSlow] = createSignal<string>();
  const subject = () => ({ title: props.title, year: props.year, genres: props.genres });
  const blurred = createMemo(() => props.placeholder && placeholderUrl(props.placeholder));
  const ground = () => {
    const url = blurred();
    return url ? `url("${url}") center / cover no-repeat` : groundOf(subject());
  };
  const isDrawing = () => props.src.startsWith("/art/");
  const isLoaded = () => loaded() === props.src || isDrawing();

  const isOnScreen = () => {
    const box = image.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  };
  onMount(() => {
    // What is in the browser's cache already has nothing to fade in from.
    if (image.complete && image.naturalWidth > 0) setLoaded(props.src);
    const timer = setTimeout(
      () => {
        if (!isLoaded() && isOnScreen()) setSlow(props.src);
      },
      blurred() ? VERY_SLOW_MS : SLOW_MS,
    );
    onCleanup(() => clearTimeout(timer));
  });

  return (
    // The ground stays: a picture that has come may take a moment more to be painted.
    <span class="relative block size-full" style={{ background: ground() }}>
      <Show when={slow() === props.src && !isLoaded()}>
        <span class="absolute inset-0">
          <GeneratedSheet subject={subject()} kind={props.kind} alt="" />
        </span>
      </Show>
      <img
        ref={image}
        class="relative size-full object-cover transition-opacity duration-(--slow)"
        classList={{ "opacity-0": !isLoaded() }}
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
