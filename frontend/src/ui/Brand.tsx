import { Show } from "solid-js";

/** The logo: the name with its two slashes, or only the slashes in the collapsed sidebar. */
export function Brand(props: { folded?: boolean; class?: string }) {
  return (
    <span
      class={`inline-flex items-center text-20 font-semibold tracking-[-.045em] ${props.class ?? ""}`}
    >
      <span class="brand-slash">/</span>
      <Show when={!props.folded}>seen</Show>
      <span class="brand-slash">/</span>
    </span>
  );
}
