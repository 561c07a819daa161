/** Signed addresses of files for other players, which expire after some hours. */
import type { PlayTicket } from "../../api/types";
import { saveFile } from "../../lib/saveFile";
import { toast } from "../../ui/toast";
import { m3uText } from "./m3u";
import { playerAppAddress } from "./playerApp";

/** A converted copy has its manifest at the API, under the signature of the file. */
const OF_COPY = /\/api\/v1\/library\/([^/]+)\/copies\/[^/]+\/index\.m3u8$/;

/** The address of the file itself: below it, under the same signature, are its manifests. */
export function fileAddress(ticket: Pick<PlayTicket, "url">): string {
  const url = new URL(ticket.url, location.href);
  url.pathname = url.pathname
    .replace(OF_COPY, "/stream/$1")
    .replace(/\/hls\/[^/]+\/index\.m3u8$/, "");
  return url.href;
}

/** In an app of a phone or a tablet; on a computer as a playlist, which VLC and others open. */
export function openInPlayer(ticket: PlayTicket, stem: string): void {
  const { userAgent, maxTouchPoints } = navigator;
  const app = playerAppAddress(fileAddress(ticket), ticket.title, userAgent, maxTouchPoints);
  if (app === undefined) savePlaylist(ticket, stem);
  else location.assign(app);
}

/** A playlist of one entry, which VLC and other players open. */
export function savePlaylist(ticket: PlayTicket, stem: string): void {
  const name = [ticket.title, ticket.subtitle].filter(Boolean).join(" - ");
  const seconds = ticket.durationSeconds;
  const text = m3uText([{ name, url: fileAddress(ticket), seconds }]);
  saveFile(new File([text], `${stem}.m3u`, { type: "audio/x-mpegurl" }));
}

export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: done });
  } catch {
    // Without HTTPS there is no clipboard for pages.
    toast({ text, ms: 30_000 });
  }
}
