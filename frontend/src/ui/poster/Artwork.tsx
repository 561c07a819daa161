import { createSignal, Show } from "solid-js";
import type { SheetKind } from "./generatedPoster";
import { GeneratedSheet } from "./GeneratedSheet";

interface ArtworkProps {
  title: string;
  year: number | null;
  genres: readonly string[];
  /** Null when there is no artwork; the sheet of the title is drawn instead. */
  src: string | null;
  kind: SheetKind;
  /** What a screen reader says. Empty when the title stands beside the picture anyway. */
  alt: string;
  /** Set for the one picture a page opens with; all others load when they come into view. */
  eager?: boolean;
}

/** A title's picture, filling its frame: its own artwork, or the generated sheet. Never broken. */
export function Artwork(props: ArtworkProps) {
  const [failed, setFailed] = createSignal<string>();
  const source = () => (props.src === failed() ? null : props.src);

  return (
    <Show
      when={source()}
      fallback={
        <GeneratedSheet
          subject={{ title: props.title, year: props.year, genres: props.genres }}
          kind={props.kind}
          alt={props.alt}
        />
      }
    >
      {(src) => (
        <img
          class="size-full object-cover"
          src={src()}
          alt={props.alt}
          loading={props.eager ? "eager" : "lazy"}
          decoding="async"
          fetchpriority={props.eager ? "high" : "auto"}
          draggable={false}
          onError={() => setFailed(src())}
        />
      )}
    </Show>
  );
}
