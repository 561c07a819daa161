/** Signed addresses of files for other players, which expire after some hours. */
import type { PlayTicket } from "../../api/types";
import { saveFile } from "../../lib/saveFile";
import { toast } from "../../ui/toast";
import { m3uText } from "./m3u";

/** The address of the file itself: below it, under the same signature, are its manifests. */
export function fileAddress(ticket: Pick<PlayTicket, "url">): string {
  const url = new URL(ticket.url, location.href);
  url.pathname = url.pathname.replace(/\/hls\/[^/]+\/index\.m3u8$/, "");
  return url.href;
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
