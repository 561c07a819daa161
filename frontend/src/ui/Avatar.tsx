/** The user's initials on the brand gradient; hidden from screen readers. */
export function Avatar(props: { name: string; class?: string }) {
  const initials = () =>
    props.name
      .split(/\s+/)
      .filter(Boolean)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join("");
  return (
    <span
      data-initials={initials()}
      class={`grid place-items-center before:content-[attr(data-initials)] rounded-full bg-linear-140 from-accent-text to-accent-2 font-strong text-on-art ${props.class ?? "size-10 text-14"}`}
      aria-hidden="true"
    />
  );
}
