import { circle, polygon, tenth, SHEET_HEIGHT, SHEET_WIDTH, type Canvas } from "./draw";
import { stream } from "./seed";

const DISC = `fill="url(#disc)"`;

export function drawRidges(canvas: Canvas): string {
  const { between, palette, width, seed } = canvas;
  const foot = canvas.titleAt === "foot";
  const x = canvas.at(between(110, 300));
  const y = foot ? between(150, 200) : between(300, 330);
  let drawn = circle(x, y, between(50, 86), DISC);
  for (let layer = 0; layer < 5; layer++) {
    const base = (foot ? 250 : 360) + layer * (foot ? 62 : 50);
    const points = ridge(stream(seed + layer * 77), base, 120 - layer * 12);
    const line = points.map((v, i) => `${tenth((i * width) / (points.length - 1))} ${tenth(v)}`);
    drawn += `<path d="M0 600L${line.join("L")}L${tenth(width)} 600Z" fill="${palette.step(layer / 4)}"/>`;
  }
  return drawn;
}

/** A mountain line: midpoints displaced five times, each time by about half as much. */
function ridge(next: () => number, base: number, height: number): number[] {
  let points = [base, base + (next() - 0.5) * 90, base];
  let reach = height;
  for (let round = 0; round < 5; round++) {
    const finer: number[] = [];
    for (const [i, here] of points.entries()) {
      const after = points[i + 1];
      finer.push(here);
      if (after !== undefined) finer.push((here + after) / 2 + (next() - 0.5) * reach);
    }
    points = finer;
    reach *= 0.52;
  }
  return points;
}

export function drawSkyline(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  let drawn = circle(canvas.at(between(90, 310)), 190, 70, DISC);
  for (let layer = 0; layer < 3; layer++) {
    for (let x = -20; x < width;) {
      const house = between(22, 54);
      const top = 200 + layer * 80 + between(0, 110);
      const fill = palette.step(0.25 + layer / 2.7);
      drawn += `<path d="M${tenth(x)} ${tenth(top)}h${tenth(house)}V600h${tenth(-house)}Z" fill="${fill}"/>`;
      if (layer > 0) drawn += windows(canvas, x, top, house);
      x += house + between(0, 6);
    }
  }
  return drawn;
}

function windows({ between, palette }: Canvas, x: number, top: number, house: number): string {
  let drawn = "";
  for (let k = 0; k < 7; k++) {
    const left = tenth(x + 4 + ((k % 3) * house) / 3.4);
    const opacity = tenth(between(0.1, 0.9));
    drawn += `<rect x="${left}" y="${tenth(top + 10 + k * 14)}" width="4" height="7" fill="${palette.hi}" opacity="${opacity}"/>`;
  }
  return drawn;
}

export function drawWaves(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  const foot = canvas.titleAt === "foot";
  const steps = Math.round((24 * width) / SHEET_WIDTH);
  let drawn = circle(canvas.at(between(110, 290)), foot ? 190 : 330, between(74, 104), DISC);
  const length = between(0.8, 1.5);
  const phase = between(0, 6);
  for (let layer = 0; layer < 8; layer++) {
    const base = (foot ? 210 : 330) + layer * (foot ? 44 : 34);
    let path = "M0 600";
    for (let i = 0; i <= steps; i++) {
      const angle = (i / 24) * 6.28 * length + phase + layer * 0.7;
      path += `L${tenth((i * width) / steps)} ${tenth(base + Math.sin(angle) * (26 - layer * 1.4))}`;
    }
    drawn += `<path d="${path}L${tenth(width)} 600Z" fill="${palette.step(layer / 7)}"/>`;
  }
  return drawn;
}

export function drawForest(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  const y = canvas.titleAt === "foot" ? 170 : 330;
  let drawn = circle(canvas.at(between(120, 280)), y, between(66, 96), DISC);
  for (let layer = 0; layer < 4; layer++) {
    const trees = Math.round(((12 - layer * 2) * width) / SHEET_WIDTH);
    for (let i = 0; i < trees; i++) {
      const x = (width * (i + between(0, 1))) / trees;
      const trunk = 5 + layer * 7 + between(0, 5);
      const outline = [
        [x - trunk / 2, SHEET_HEIGHT],
        [x - trunk * 0.3 + between(-8, 8), -10],
        [x + trunk * 0.3 + between(-8, 8), -10],
        [x + trunk / 2, SHEET_HEIGHT],
      ] as const;
      const opacity = `opacity="${tenth(0.6 + layer * 0.13)}"`;
      drawn += polygon(outline, palette.step(0.25 + layer / 4), opacity);
    }
  }
  return drawn;
}

export function drawArches(canvas: Canvas): string {
  const { between, palette } = canvas;
  const x = canvas.at(between(150, 250));
  const foot = canvas.titleAt === "foot" ? 470 : 600;
  let drawn = "";
  for (let i = 6; i >= 0; i--) {
    const half = 34 + i * 30;
    const shoulder = tenth(foot - 150 - i * 42 + half);
    const [left, right] = [tenth(x - half), tenth(x + half)];
    const fill = i > 0 ? palette.step(0.1 + i / 7.5) : "url(#disc)";
    drawn += `<path d="M${left} 600V${shoulder}A${half} ${half} 0 0 1 ${right} ${shoulder}V600Z" fill="${fill}"/>`;
  }
  const person = `<ellipse cy="-64" rx="5" ry="6.500"/><path d="M-4-57C-11-54-12-44-13-30L-9-29V0H9V-29L13-30C12-44 11-54 4-57Z"/>`;
  return `${drawn}<g transform="translate(${tenth(x)} ${foot})" fill="${palette.deep}">${person}</g>`;
}
