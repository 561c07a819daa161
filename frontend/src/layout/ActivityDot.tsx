/** The dot at a navigation item with activity. */
export function ActivityDot(props: { class: string }) {
  return (
    <i
      role="img"
      aria-label="active"
      class={`rounded-full bg-accent shadow-[0_0_0_4px_color-mix(in_srgb,var(--accent)_22%,transparent)] ${props.class}`}
    />
  );
}
