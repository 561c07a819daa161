import { Show } from "solid-js";

interface AvatarProps {
  name: string;
  /** A `data:` URL; without one the initials are drawn. */
  picture?: string | null;
  class?: string;
}

/** The user's picture, or initials on the brand gradient; hidden from screen readers. */
export function Avatar(props: AvatarProps) {
  const look = () => props.class ?? "size-10 text-14";
  const initials = () =>
    props.name
      .split(/\s+/)
      .filter(Boolean)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join("");
  return (
    <Show
      when={props.picture}
      fallback={
        <span
          data-initials={initials()}
          class={`grid place-items-center before:content-[attr(data-initials)] rounded-full bg-linear-140 from-accent-text to-accent-2 font-strong text-on-art ${look()}`}
          aria-hidden="true"
        />
      }
    >
      {(picture) => <img src={picture()} alt="" class={`rounded-full object-cover ${look()}`} />}
    </Show>
  );
}
