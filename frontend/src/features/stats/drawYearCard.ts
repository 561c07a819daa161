/** The picture of a year: drawn in the browser, with the pictures of this site only. */
import type { MediaCard, ViewingStats } from "../../api/types";
import { generatedUrl } from "../../ui/poster/generatedPictureUrl";
import { strength, yearCells } from "../../ui/yearGrid";
import { headlineEnd, headlineNumber, leadOf } from "./statsText";
import { fanOf } from "./YearBillboard";

const WIDTH = 1080;
const HEIGHT = 1350;
const MARGIN = 84;
const FONT = '"Geist Variable", system-ui, sans-serif';
const POSTER_WIDTH = 250;

interface Colours {
  ground: string;
  text: string;
  muted: string;
  fill: string;
  accent: string;
  second: string;
}

/** The year as a PNG of 1080 × 1350. Rejects when the browser cannot draw it. */
export async function drawYearCard(stats: ViewingStats, name: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("There is no canvas.");
  const colours = darkColours();
  await document.fonts.ready;
  const posters = await Promise.all(fanOf(stats).map(loadPoster));

  drawGround(context, colours);
  drawFan(context, posters);
  drawWords(context, colours, stats, name);
  if (stats.year !== null) drawHeatmap(context, colours, stats);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The picture is empty."));
    }, "image/png");
  });
}

/** The picture is dark in every theme of the page. */
function darkColours(): Colours {
  const probe = document.createElement("div");
  probe.dataset["theme"] = "dark";
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const token = (key: string) => style.getPropertyValue(key).trim();
  const colours = {
    ground: token("--bg"),
    text: token("--text"),
    muted: token("--text-muted"),
    fill: token("--fill"),
    accent: token("--accent"),
    second: token("--accent-2"),
  };
  probe.remove();
  return colours;
}

/** The artwork, or the generated picture; null without a connection. */
async function loadPoster(media: MediaCard): Promise<HTMLImageElement | null> {
  for (const url of [media.posterUrl, generatedUrl(media, "poster")]) {
    if (!url) continue;
    const image = new Image();
    // A picture that may not be read would make the whole canvas unreadable.
    image.crossOrigin = "anonymous";
    image.src = url;
    try {
      await image.decode();
      return image;
    } catch {
      continue;
    }
  }
  return null;
}

function drawGround(context: CanvasRenderingContext2D, colours: Colours): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const glow = (x: number, y: number, radius: number, colour: string, alpha: number) => {
    const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
    gradient.addColorStop(0, colour);
    gradient.addColorStop(1, "transparent");
    context.globalAlpha = alpha;
    context.fillStyle = gradient;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.globalAlpha = 1;
  };
  glow(WIDTH * 0.5, 330, 620, colours.second, 0.6);
  glow(WIDTH * 0.72, 180, 460, colours.accent, 0.24);
}

function drawFan(
  context: CanvasRenderingContext2D,
  posters: readonly (HTMLImageElement | null)[],
): void {
  const shown = posters.filter((each) => each !== null);
  const placed = shown.map((image, index) => ({
    image,
    at: (index % 2 === 0 ? 1 : -1) * Math.ceil(index / 2),
  }));
  placed.sort((a, b) => Math.abs(b.at) - Math.abs(a.at));
  for (const { image, at } of placed) {
    context.save();
    context.translate(WIDTH / 2 + at * 138, 288 + at * at * 16);
    context.rotate((at * 7 * Math.PI) / 180);
    context.shadowColor = "rgb(0 0 0 / 0.7)";
    context.shadowBlur = 50;
    context.shadowOffsetY = 24;
    const left = -POSTER_WIDTH / 2;
    const top = -POSTER_WIDTH * 0.75;
    context.beginPath();
    context.roundRect(left, top, POSTER_WIDTH, POSTER_WIDTH * 1.5, 18);
    context.fill();
    context.shadowColor = "transparent";
    context.clip();
    cover(context, image, left, top, POSTER_WIDTH, POSTER_WIDTH * 1.5);
    context.restore();
  }
}

/** Fill a box with a picture, cutting what does not fit. */
function cover(
  context: CanvasRenderingContext2D,
  image: HTMLImageElement,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const ratio = (image.naturalWidth || 2) / (image.naturalHeight || 3);
  const wide = ratio > width / height ? height * ratio : width;
  const high = wide / ratio;
  context.drawImage(image, x + (width - wide) / 2, y + (height - high) / 2, wide, high);
}

function drawWords(
  context: CanvasRenderingContext2D,
  colours: Colours,
  stats: ViewingStats,
  name: string,
): void {
  const period = stats.year === null ? "All time" : String(stats.year);
  context.textBaseline = "alphabetic";
  context.fillStyle = colours.muted;
  context.font = `400 34px ${FONT}`;
  context.fillText([name, period].filter(Boolean).join(" · "), MARGIN, 634);

  const [number, unit] = headlineNumber(stats);
  context.font = `700 190px ${FONT}`;
  context.letterSpacing = "-11px";
  const width = context.measureText(number).width;
  const gradient = context.createLinearGradient(MARGIN, 0, MARGIN + width, 0);
  gradient.addColorStop(0.3, colours.text);
  gradient.addColorStop(1, colours.accent);
  context.fillStyle = gradient;
  context.fillText(number, MARGIN, 800);
  context.fillStyle = colours.text;
  context.font = `600 84px ${FONT}`;
  context.letterSpacing = "-4px";
  context.fillText(unit, MARGIN + width + 22, 800);

  context.font = `600 54px ${FONT}`;
  context.letterSpacing = "-2px";
  const y = writeLines(context, headlineEnd(stats), 882, 62, 2);
  context.fillStyle = colours.muted;
  context.font = `400 32px ${FONT}`;
  context.letterSpacing = "0px";
  writeLines(context, leadOf(stats), y + 12, 44, 2);

  context.fillStyle = colours.muted;
  context.font = `600 38px ${FONT}`;
  context.fillText("/seen/", MARGIN, HEIGHT - 58);
}

/** Write text in lines of the card's width; returns where the next line would begin. */
function writeLines(
  context: CanvasRenderingContext2D,
  text: string,
  top: number,
  height: number,
  most: number,
): number {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = [lines.at(-1), word].filter(Boolean).join(" ");
    if (lines.length > 0 && context.measureText(longer).width <= WIDTH - 2 * MARGIN)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  lines.slice(0, most).forEach((line, index) => {
    context.fillText(line, MARGIN, top + index * height);
  });
  return top + Math.min(lines.length, most) * height;
}

function drawHeatmap(
  context: CanvasRenderingContext2D,
  colours: Colours,
  stats: ViewingStats,
): void {
  const step = (WIDTH - 2 * MARGIN) / 53;
  const top = HEIGHT - 118 - 7 * step;
  const weight = (each: { minutes: number; plays: number }) => each.minutes || each.plays;
  const byDay = new Map(stats.days.map((each) => [each.day, weight(each)]));
  const sorted = [...byDay.values()].sort((a, b) => a - b);
  const most = sorted[Math.floor((sorted.length - 1) * 0.9)] ?? 0;
  for (const cell of yearCells(stats.year ?? 0)) {
    const value = byDay.get(cell.day);
    const paint = (colour: string, alpha: number) => {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(MARGIN + cell.column * step, top + cell.row * step, step - 3, step - 3, 3);
      context.fill();
      context.globalAlpha = 1;
    };
    if (value === undefined) paint(colours.fill, 1);
    else {
      paint(colours.second, 1);
      paint(colours.accent, 0.12 + 0.88 * strength(value, most));
    }
  }
}
