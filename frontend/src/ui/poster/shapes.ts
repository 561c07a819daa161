import { circle, pick, polygon, tenth, SHEET_WIDTH, type Canvas } from "./draw";

export function drawOrbit(canvas: Canvas): string {
  const { between, palette } = canvas;
  const x = canvas.at(between(120, 290));
  const y = canvas.titleAt === "foot" ? between(170, 240) : between(350, 420);
  const radius = between(70, 104);
  let drawn = "";
  for (let i = 7; i > 0; i--) {
    const ring = `fill="none" stroke="${palette.hi}" stroke-width="1.2" opacity="${tenth(0.62 - i * 0.075)}"`;
    drawn += circle(x, y, radius + i * i * 7 + 10, ring);
  }
  for (let i = 0; i < 5; i++) {
    const angle = between(0, 6.3);
    const far = radius + (i + 1) ** 2 * 7 + 10;
    const fill = `fill="${i % 2 ? palette.spark : palette.hi}"`;
    drawn += circle(x + Math.cos(angle) * far, y + Math.sin(angle) * far, between(3, 9), fill);
  }
  return drawn + circle(x, y, radius, `fill="url(#disc)"`);
}

export function drawBeams(canvas: Canvas): string {
  const { between, palette } = canvas;
  const x = canvas.at(between(90, 310));
  const y = canvas.titleAt === "foot" ? between(330, 400) : between(210, 260);
  const [count, turn] = [11, between(0, 1)];
  const far = canvas.width + 500;
  const end = (angle: number) => [x + Math.cos(angle) * far, y + Math.sin(angle) * far] as const;
  let drawn = "";
  for (let i = 0; i < count; i++) {
    const angle = ((i + turn) / count) * 6.283;
    const half = between(0.07, 0.17);
    const fill = i % 4 ? palette.hi : palette.spark;
    const opacity = `opacity="${tenth(between(0.12, 0.55))}"`;
    drawn += polygon([[x, y], end(angle - half), end(angle + half)], fill, opacity);
  }
  const ring = `fill="none" stroke="${palette.ink}" stroke-width="1.5" opacity=".6"`;
  return drawn + circle(x, y, 46, `fill="url(#disc)"`) + circle(x, y, 62, ring);
}

export function drawShards(canvas: Canvas): string {
  const { between, palette } = canvas;
  const x = canvas.at(between(140, 260));
  const y = canvas.titleAt === "foot" ? between(180, 250) : between(340, 410);
  const reach = canvas.width / SHEET_WIDTH;
  const end = (angle: number) =>
    [
      x + Math.cos(angle) * between(180, 700) * reach,
      y + Math.sin(angle) * between(180, 700) * reach,
    ] as const;
  const colours = [
    palette.hi,
    palette.mid,
    palette.step(0.5),
    palette.step(0.9),
    palette.spark,
    palette.step(0.2),
  ];
  let drawn = "";
  let angle = between(0, 6.28);
  for (let i = 0; i < 13; i++) {
    const wide = between(0.2, 0.6);
    const corners = [
      [x + between(-6, 6), y + between(-6, 6)],
      end(angle),
      end(angle + wide),
    ] as const;
    drawn += polygon(corners, pick(colours, i), `opacity="${tenth(between(0.5, 1))}"`);
    angle += wide * between(0.7, 1.1);
  }
  return drawn;
}

export function drawGrid(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  const horizon = canvas.titleAt === "foot" ? 330 : 390;
  const x = canvas.at(between(150, 250));
  const rays = Math.round((12 * width) / SHEET_WIDTH);
  const line = `stroke="${palette.spark}" stroke-width="1.300" opacity=".7"`;
  const wide = tenth(width);
  let drawn = circle(x, horizon - 40, 112, `fill="url(#disc)"`);
  for (let i = 0; i < 6; i++) {
    drawn += `<rect x="0" y="${tenth(horizon - 88 + i * 16)}" width="${wide}" height="${tenth(1.6 + i * 1.5)}" fill="${palette.bg1}"/>`;
  }
  drawn += `<rect y="${horizon}" width="${wide}" height="300" fill="${palette.deep}"/>`;
  for (let i = -rays; i <= rays; i++) {
    drawn += `<path d="M${tenth(x + i * 12)} ${horizon}L${tenth(x + i * 130)} 640" ${line}/>`;
  }
  for (let i = 0; i < 11; i++) {
    drawn += `<path d="M0 ${tenth(horizon + (i / 10) ** 2 * 270)}H${wide}" ${line}/>`;
  }
  return drawn;
}

export function drawStripes(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  const scale = width / SHEET_WIDTH;
  const count = Math.round(between(6, 9) * scale);
  const lean = between(-0.32, 0.32);
  const colours = [palette.hi, palette.mid, palette.step(0.5), palette.spark];
  let drawn = "";
  for (let i = 0; i < count; i++) {
    const wide = between(14, 46);
    const x = -30 + (i * (width + 60)) / count;
    const long = between(270, 470);
    const corners = [
      [x, -10],
      [x + wide, -10],
      [x + wide + lean * long, long],
      [x + lean * long + between(-4, 4), long + between(-16, 16)],
    ] as const;
    drawn += polygon(corners, pick(colours, i), `opacity="${tenth(between(0.7, 1))}"`);
  }
  const ball = [canvas.at(between(120, 290)), between(250, 330), between(34, 58)] as const;
  return drawn + circle(...ball, `fill="${palette.ink}"`);
}

const TILES: readonly ((fill: string) => string)[] = [
  (fill) => `<path d="M0 100A100 100 0 0 1 100 0V100Z" fill="${fill}"/>`,
  (fill) => `<circle cx="50" cy="50" r="34" fill="${fill}"/>`,
  (fill) => `<path d="M0 0L100 100H0Z" fill="${fill}"/>`,
  (fill) => `<path d="M0 50A50 50 0 0 1 100 50Z" fill="${fill}"/>`,
  (fill) => `<path d="M0 0H100V50H0Z" fill="${fill}"/>`,
  (fill) => `<path d="M0 0A50 50 0 0 1 0 100ZM50 0A50 50 0 0 1 50 100Z" fill="${fill}"/>`,
];

export function drawTiles(canvas: Canvas): string {
  const { between, palette, width } = canvas;
  const colours = [
    palette.hi,
    palette.mid,
    palette.step(0.35),
    palette.step(0.75),
    palette.spark,
    palette.ink,
  ];
  const die = () => Math.floor(between(0, 6));
  const wide = width > SHEET_WIDTH;
  const top = canvas.titleAt === "foot" ? 0 : 200;
  let drawn = "";
  for (let row = 0; row < (wide ? 6 : 4); row++) {
    for (let column = 0; column < width / 100; column++) {
      const [front, back, shape] = [pick(colours, die()), pick(colours, die()), die()];
      const turn = 90 * Math.floor(between(0, 4));
      const place = `translate(${column * 100} ${top + row * 100}) rotate(${turn} 50 50)`;
      const ground = `<path d="M0 0H100.500V100.500H0Z" fill="${back}"/>`;
      drawn += `<g transform="${place}">${ground}${TILES[shape]?.(front) ?? ""}</g>`;
    }
  }
  return drawn;
}

export function drawHalftone(canvas: Canvas): string {
  const x = canvas.at(canvas.between(140, 260));
  const y = canvas.titleAt === "foot" ? 215 : 385;
  const radius = canvas.between(130, 165);
  let dots = "";
  for (let row = 0; row < 44; row++) {
    for (let column = 0; column < canvas.width / 14; column++) {
      const px = column * 14 + (row % 2) * 7;
      const py = row * 14;
      const far = Math.hypot(px - x, py - y) / radius;
      const lit = 1 - far * 0.55 - ((px - x) / radius) * 0.32 - ((py - y) / radius) * 0.2;
      const light = far < 1 ? lit : 0.12 * Math.max(0, 1.9 - far);
      if (light > 0.05)
        dots += `<circle cx="${tenth(px)}" cy="${py}" r="${tenth(Math.min(7, light * 7.4))}"/>`;
    }
  }
  return `<g fill="${canvas.palette.hi}">${dots}</g>`;
}
