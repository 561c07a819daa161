/** Signed addresses of files for other players, which expire after some hours. */
import type { PlayTicket } from "../../api/types";
import { saveFile } from "../../lib/saveFile";
import { toast } from "../../ui/toast";
import { m3uText } from "./m3uPlaylist";
import { playerAppAddress } from "./playerAppAddress";

type Address = Pick<PlayTicket, "url" | "fileUrl">;

/** What other players open: the file, or while it is away the manifest of its converted copy. */
export const playerAddress = (ticket: Address): string =>
  new URL(ticket.fileUrl ?? ticket.url, location.href).href;

/** In an app of a phone or a tablet; on a computer as a playlist, which VLC and others open. */
export function openInPlayer(ticket: PlayTicket, stem: string): void {
  const { userAgent, maxTouchPoints } = navigator;
  const app = playerAppAddress(playerAddress(ticket), ticket.title, userAgent, maxTouchPoints);
  if (app === undefined) savePlaylist([ticket], stem);
  else location.assign(app);
}

/** The file itself, in the downloads of the browser. */
export function saveDownload(ticket: Pick<PlayTicket, "fileUrl">, fileName: string): void {
  if (ticket.fileUrl === null) {
    toast({
      tone: "bad",
      text: "The file is not here right now. Its converted copy plays, but is no file to download.",
    });
    return;
  }
  const link = document.createElement("a");
  link.href = ticket.fileUrl;
  link.download = fileName;
  link.click();
}

/** A playlist, which VLC and other players open; the first entry begins at `startSeconds`. */
export function savePlaylist(
  tickets: readonly PlayTicket[],
  stem: string,
  startSeconds?: number,
): void {
  const entries = tickets.map((ticket, index) => ({
    name: [ticket.title, ticket.subtitle].filter(Boolean).join(" - "),
    url: playerAddress(ticket),
    seconds: ticket.durationSeconds,
    startSeconds: index === 0 ? startSeconds : undefined,
  }));
  const text = m3uText(entries);
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
