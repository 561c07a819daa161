import Zap from "lucide-solid/icons/zap";
import type { PlayTicket } from "../../api/types";

const KINDS: Record<PlayTicket["kind"], string> = {
  direct: "Direct",
  remux: "Repackaged",
  audio: "Audio converted",
  transcode: "Converted",
};

interface PlayMethodButtonProps {
  ticket: PlayTicket;
  resolution: string | null;
  onStatistics: () => void;
}

/** Whether a film is converted, and its resolution. */
export function PlayMethodButton(props: PlayMethodButtonProps) {
  return (
    <button
      type="button"
      class="reach flex items-center gap-[7px] rounded-pill text-13 text-on-art-muted hover:text-on-art phone:hidden"
      title={props.ticket.summary}
      aria-keyshortcuts="I"
      onClick={() => props.onStatistics()}
    >
      <Zap class="size-4 text-on-art-ok" aria-hidden="true" />
      {[KINDS[props.ticket.kind], props.resolution].filter(Boolean).join(", ")}
      <span class="sr-only">, statistics</span>
    </button>
  );
}
