import { createMemo, For } from "solid-js";

/** Number of segments that fit in two lines. */
const CELLS = 96;

/** Group the pieces into segments, each with its completed share in percent. */
export function averageRuns(pieces: readonly number[], cells: number): number[] {
  if (pieces.length === 0) return [];
  const count = Math.min(cells, pieces.length);
  return Array.from({ length: count }, (_, cell) => {
    const from = Math.floor((cell * pieces.length) / count);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * pieces.length) / count));
    const part = pieces.slice(from, to);
    return part.reduce((sum, percent) => sum + percent, 0) / part.length;
  });
}

/** Availability of pieces: opaque where a whole segment is complete, faint where none is. */
export function PieceMap(props: { pieces: readonly number[] }) {
  const cells = createMemo(() => averageRuns(props.pieces, CELLS));
  const whole = () => cells().filter((percent) => percent >= 100).length;
  return (
    <div
      class="grid gap-[2px]"
      style={{
        "grid-template-columns": `repeat(${Math.min(48, Math.max(1, cells().length))}, 1fr)`,
      }}
      role="img"
      aria-label={`${whole()} of ${cells().length} parts downloaded`}
    >
      <For each={cells()}>
        {(percent) => (
          <i
            class="h-2 rounded-[1.5px] bg-accent transition-opacity duration-(--slow)"
            style={{ opacity: percent >= 100 ? 1 : 0.14 + (percent / 100) * 0.56 }}
          />
        )}
      </For>
    </div>
  );
}
