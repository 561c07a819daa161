/** Signed addresses of files, which expire after some hours: to download, or for other players. */
import { playItem } from "../../api/playback";
import type { PlayTicket, TitleFile } from "../../api/types";
import {
  copyText,
  playerAddress,
  saveDownload,
  savePlaylist,
} from "../../shared/library/fileAddress";
import { toastOnError } from "../../ui/toast";

export async function downloadFile(file: TitleFile): Promise<void> {
  const ticket = await toastOnError(playItem(file.id, { isForOtherPlayer: true }));
  if (ticket) saveDownload(ticket, file.fileName);
}

/** Of a film in parts: with the parts that follow. */
export async function saveM3u(file: TitleFile): Promise<void> {
  const tickets: PlayTicket[] = [];
  let next: string | null = file.id;
  do {
    const ticket: PlayTicket | undefined = await toastOnError(
      playItem(next, { isForOtherPlayer: true }),
    );
    if (!ticket) return;
    tickets.push(ticket);
    next = ticket.nextLibraryItemId;
  } while (next !== null && tickets.length < file.parts);
  savePlaylist(tickets, file.fileName.replace(/\.[a-z0-9]{2,4}$/i, ""));
}

export async function copyFileLink(file: TitleFile): Promise<void> {
  const ticket = await toastOnError(playItem(file.id, { isForOtherPlayer: true }));
  if (ticket) await copyText(playerAddress(ticket), "Link copied. It works for six hours.");
}
