interface ProgressBarProps {
  /** 0 to 100. */
  percent: number;
  label: string;
  tone?: "accent" | "warn" | "art";
  class?: string;
}

const BAR = { accent: "bg-accent", warn: "bg-warn", art: "bg-on-art-accent" } as const;

/** A thin progress bar. Animates `transform`, so that it causes no layout. */
export function ProgressBar(props: ProgressBarProps) {
  const share = () => Math.min(100, Math.max(0, props.percent)) / 100;
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow={Math.round(share() * 100)}
      class={`h-[3px] overflow-hidden rounded-pill ${props.tone === "art" ? "bg-art-fill-2" : "bg-fill-2"} ${props.class ?? ""}`}
    >
      <i
        class={`block h-full origin-left rounded-pill transition-transform duration-600 ${BAR[props.tone ?? "accent"]}`}
        style={{ transform: `scaleX(${share()})` }}
      />
    </div>
  );
}
