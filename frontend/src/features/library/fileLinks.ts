/** Signed addresses of files, which expire after some hours: to download, or for other players. */
import { playItem } from "../../api/playback";
import type { PlayTicket, TitleFile } from "../../api/types";
import { saveFile } from "../../lib/saveFile";
import { toast, toastOnError } from "../../ui/toast";
import { m3uText } from "./m3u";

async function addressOf(
  file: TitleFile,
): Promise<{ ticket: PlayTicket; url: string } | undefined> {
  const ticket = await toastOnError(playItem(file.id));
  return ticket && { ticket, url: new URL(ticket.url, location.href).href };
}

export async function downloadFile(file: TitleFile): Promise<void> {
  const found = await addressOf(file);
  if (!found) return;
  const link = document.createElement("a");
  link.href = found.url;
  link.download = file.fileName;
  link.click();
}

/** A playlist of one entry, which VLC and other players open. */
export async function saveM3u(file: TitleFile): Promise<void> {
  const found = await addressOf(file);
  if (!found) return;
  const { title, subtitle } = found.ticket;
  const name = [title, subtitle].filter(Boolean).join(" - ");
  const text = m3uText([{ name, url: found.url, seconds: file.durationSeconds }]);
  const stem = file.fileName.replace(/\.[a-z0-9]{2,4}$/i, "");
  saveFile(new File([text], `${stem}.m3u`, { type: "audio/x-mpegurl" }));
}

export async function copyFileLink(file: TitleFile): Promise<void> {
  const found = await addressOf(file);
  if (found) await copyText(found.url, "Link copied. It works for six hours.");
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
