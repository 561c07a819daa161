import { createSignal, Show } from "solid-js";
import { gradientOf, portraitUrl } from "./poster/generatedPictureUrl";
import { placeholderUrl } from "./poster/thumbhashPlaceholder";
import { SIZES, srcsetOf } from "./poster/srcset";

interface PortraitProps {
  name: string;
  src: string | null;
  /** ThumbHash of the picture: the placeholder until it has loaded. */
  placeholder?: string | null;
  sizes?: string;
  eager?: boolean;
  /** Size and shape classes. */
  class?: string;
}

/** A person's picture, or a drawn one. Decorative: the name is beside it. */
export function Portrait(props: PortraitProps) {
  const [failed, setFailed] = createSignal<string>();
  const src = () => (props.src === failed() ? null : props.src);
  const ground = () => {
    const blurred = src() && props.placeholder ? placeholderUrl(props.placeholder) : undefined;
    return blurred ? `url("${blurred}") 50% 20% / cover no-repeat` : gradientOf(props.name);
  };
  return (
    <span
      class={`relative block overflow-hidden art-edge ${props.class ?? "size-12 rounded-full"}`}
      style={{ background: ground() }}
      aria-hidden="true"
    >
      <Show
        when={src()}
        fallback={
          <img
            class="size-full object-cover"
            src={portraitUrl(props.name)}
            alt=""
            loading={props.eager ? "eager" : "lazy"}
            decoding="async"
            draggable={false}
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
