import X from "lucide-solid/icons/x";

/** A filter of a list that is set; a press removes it. */
export function ActiveFilter(props: { label: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      class="reach inline-flex h-8 items-center gap-1.5 rounded-pill bg-fill pr-2.5 pl-3.5 text-13 transition-[background-color] press hover:bg-fill-2"
      aria-label={`Remove filter ${props.label}`}
      onClick={() => props.onRemove()}
    >
      {props.label}
      <X class="size-3.5 text-muted" aria-hidden="true" />
    </button>
  );
}
