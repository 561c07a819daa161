import { createSignal, Show } from "solid-js";
import { hash } from "./poster/hash";
import { placeholderUrl } from "./poster/placeholder";
import { SIZES, srcsetOf } from "./poster/srcset";

interface PortraitProps {
  name: string;
  src: string | null;
  /** ThumbHash of the picture: the placeholder until it has loaded. */
  placeholder?: string | null;
  sizes?: string;
  eager?: boolean;
  /** Size and shape classes; initials scale with the font size. */
  class?: string;
}

/** "Rudolf Klein-Rogge" → "RK": the initials of the first and the last name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => Array.from((word ?? "").replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? "")
    .join("")
    .toUpperCase();
}

function groundOf(name: string): string {
  const hue = hash(name.toLowerCase()) % 360;
  return `linear-gradient(150deg, oklch(0.44 0.09 ${hue}), oklch(0.24 0.06 ${(hue + 50) % 360}))`;
}

/** A person's picture, or initials on a colour of their own. Decorative: the name is beside it. */
export function Portrait(props: PortraitProps) {
  const [failed, setFailed] = createSignal<string>();
  const src = () => (props.src === failed() ? null : props.src);
  const ground = () => {
    const blurred = src() && props.placeholder ? placeholderUrl(props.placeholder) : undefined;
    return blurred ? `url("${blurred}") 50% 20% / cover no-repeat` : groundOf(props.name);
  };
  return (
    <span
      class={`relative block overflow-hidden art-edge ${props.class ?? "size-12 rounded-full text-15"}`}
      style={{ background: ground() }}
      aria-hidden="true"
    >
      <Show
        when={src()}
        fallback={
          <span
            data-initials={initialsOf(props.name)}
            class="grid size-full place-items-center font-medium tracking-[.02em] text-on-art opacity-90 before:content-[attr(data-initials)]"
          />
        }
      >
        {(shown) => (
          <img
            class="size-full object-cover object-[50%_20%]"
            src={shown()}
            srcset={srcsetOf(shown(), "profile")}
            sizes={props.sizes ?? SIZES.profile}
            alt=""
            loading={props.eager ? "eager" : "lazy"}
            decoding="async"
            draggable={false}
            onError={() => setFailed(shown())}
          />
        )}
      </Show>
    </span>
  );
}
