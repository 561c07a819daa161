/** A filled triangle; the icon set has outlines only. Sized by its parent. */
export function PlayIcon(props: { class?: string }) {
  return (
    <svg class={props.class ?? "size-5"} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d="M7 4.6v14.8a.9.9 0 0 0 1.37.77l11.9-7.4a.9.9 0 0 0 0-1.54L8.37 3.83A.9.9 0 0 0 7 4.6Z" />
    </svg>
  );
}
