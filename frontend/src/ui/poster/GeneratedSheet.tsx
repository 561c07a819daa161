import { createMemo, For, Show } from "solid-js";
import { SHEET_HEIGHT, SHEET_WIDTH } from "./draw";
import { posterType, type SheetKind, type SheetSubject } from "./generatedPoster";
import { sheetUrl } from "./sheetCache";

interface GeneratedSheetProps {
  subject: SheetSubject;
  kind: SheetKind;
  alt: string;
}

const GEIST = '"Geist Variable", Geist, sans-serif';

/**
 * The picture is an image, so that its grain is rasterised once; the type lies over it as text,
 * because a font of the page does not reach into an image.
 */
export function GeneratedSheet(props: GeneratedSheetProps) {
  return (
    <span
      class="relative block size-full overflow-hidden"
      role={props.alt === "" ? undefined : "img"}
      aria-label={props.alt === "" ? undefined : props.alt}
    >
      <img
        class="size-full object-cover"
        src={sheetUrl(props.subject, props.kind)}
        alt=""
        decoding="async"
        draggable={false}
      />
      <Show when={props.kind === "poster"}>
        <PosterTypeset subject={props.subject} />
      </Show>
    </span>
  );
}

function PosterTypeset(props: { subject: SheetSubject }) {
  const type = createMemo(() => posterType(props.subject));

  return (
    <svg
      class="absolute inset-0 size-full"
      viewBox={`0 0 ${SHEET_WIDTH} ${SHEET_HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      fill={type().ink}
      aria-hidden="true"
    >
      <g
        font-family={type().latin ? GEIST : "system-ui, sans-serif"}
        font-weight={type().latin ? 680 : 600}
        font-size={`${type().size}px`}
        letter-spacing={`${type().tracking}px`}
      >
        <For each={type().lines}>
          {(line) => (
            <text x={line.x} y={line.y}>
              {line.text}
            </text>
          )}
        </For>
      </g>
      <text
        x={type().margin}
        y={SHEET_HEIGHT - 28}
        font-family={GEIST}
        font-size="13px"
        opacity=".85"
      >
        {type().year}
      </text>
      <path
        d={`M${type().margin + 44} ${SHEET_HEIGHT - 32.5}H${SHEET_WIDTH - type().margin}`}
        stroke={type().ink}
        opacity=".35"
      />
    </svg>
  );
}
