/** Parses pasted, typed or dropped input into a download source. */
import type { DownloadRequest } from "../../api/types";
import { base64Of } from "../../lib/base64";

const MAGNET = /magnet:\?[^\s<>"']+/i;
const ADDRESS = /https?:\/\/[^\s<>"']+/i;
/** A bare info hash, hexadecimal or Base32. */
const INFO_HASH = /^(?:[0-9a-f]{40}|[a-z2-7]{32})$/i;
const MAX_TORRENT_BYTES = 4 * 1024 * 1024;

/** The first magnet link, address or info hash in a text; null when there is none. */
export function parseSource(text: string): DownloadRequest | null {
  const magnet = MAGNET.exec(text)?.[0];
  if (magnet !== undefined) return fromMagnet(magnet);
  const address = ADDRESS.exec(text)?.[0];
  if (address !== undefined) return fromAddress(address);
  const bare = text.trim();
  return INFO_HASH.test(bare) ? fromMagnet(`magnet:?xt=urn:btih:${bare}`) : null;
}

/** All of them without duplicates, in the order of the text. */
export function parseSources(text: string): DownloadRequest[] {
  const parts = text.match(/magnet:\?[^\s<>"']+|https?:\/\/[^\s<>"']+/gi) ?? [text];
  const found = parts.map(parseSource).filter((request) => request !== null);
  return [...new Map(found.map((request) => [request.source, request])).values()];
}

function fromMagnet(magnet: string): DownloadRequest | null {
  const params = new URLSearchParams(magnet.slice(magnet.indexOf("?") + 1));
  if (!params.getAll("xt").some((topic) => /^urn:bt[im]h:/i.test(topic))) return null;
  return { sourceType: "magnet", source: magnet, ...titled(params.get("dn")) };
}

function fromAddress(address: string): DownloadRequest | null {
  if (!URL.canParse(address)) return null;
  const name = lastPart(new URL(address).pathname);
  const isTorrent = name.toLowerCase().endsWith(".torrent");
  return { sourceType: isTorrent ? "torrent" : "http", source: address, ...titled(name) };
}

function lastPart(path: string): string {
  const part = path.split("/").pop() ?? "";
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function titled(name: string | null): { title?: string } {
  const title = name?.replace(/\.torrent$/i, "").trim();
  return title ? { title } : {};
}

/** A file that is not a torrent. The message is shown to the user. */
export class NotATorrent extends Error {}

/** Raises `NotATorrent`. The request contains the whole file: it is small. */
export async function readTorrentFile(file: File): Promise<DownloadRequest> {
  if (file.size > MAX_TORRENT_BYTES) {
    throw new NotATorrent(`${file.name} is too large for a torrent file.`);
  }
  const content = await base64Of(file).catch(() => {
    throw new NotATorrent(`${file.name} cannot be read.`);
  });
  // A torrent is one bencoded dictionary, which starts with `d`.
  if (!atob(content.slice(0, 4)).startsWith("d")) {
    throw new NotATorrent(`${file.name} is not a torrent file.`);
  }
  const name = encodeURIComponent(file.name);
  const source = `data:application/x-bittorrent;name=${name};base64,${content}`;
  return { sourceType: "torrent", source, ...titled(file.name) };
}
