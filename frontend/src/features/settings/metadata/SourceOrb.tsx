import type { EnrichmentSource } from "../../../api/types";

const TONES: Record<EnrichmentSource["state"], string> = {
  off: "border-faint border-dashed",
  paused: "border-faint",
  resting: "border-warn",
  error: "border-bad",
  working: "border-accent border-t-transparent [animation:turn_1400ms_linear_infinite]",
  idle: "border-ok",
};

/** A ring that turns while its source works. The words beside it say the same. */
export function SourceOrb(props: { state: EnrichmentSource["state"]; mark: string }) {
  return (
    <span class="relative grid size-12 flex-none place-items-center" aria-hidden="true">
      <i class={`absolute inset-0 rounded-full border-[3px] ${TONES[props.state]}`} />
      <span class="text-12 font-[700] tracking-[-.02em] text-muted">{props.mark}</span>
    </span>
  );
}
