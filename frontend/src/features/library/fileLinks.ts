/** Signed addresses of files, which expire after some hours: to download, or for other players. */
import { getLibraryItem } from "../../api/library";
import { playItem } from "../../api/playback";
import type { PlayTicket, TitleFile } from "../../api/types";
import {
  copyText,
  playerAddress,
  saveDownload,
  savePlaylist,
} from "../../shared/library/fileAddress";
import { toastOnError } from "../../ui/toast";

const ticketOf = (id: string): Promise<PlayTicket | undefined> =>
  toastOnError(playItem(id, { isForOtherPlayer: true }));

/** Of a film in parts one for each, in order; undefined after a toast with the error. */
async function ticketsOf(file: TitleFile): Promise<PlayTicket[] | undefined> {
  const tickets: PlayTicket[] = [];
  let next: string | null = file.id;
  do {
    const ticket: PlayTicket | undefined = await ticketOf(next);
    if (!ticket) return undefined;
    tickets.push(ticket);
    next = ticket.nextLibraryItemId;
  } while (next !== null && tickets.length < file.parts);
  return tickets;
}

export async function downloadFile(file: TitleFile): Promise<void> {
  const [first, ...parts] = (await ticketsOf(file)) ?? [];
  if (first) saveDownload(first, file.fileName);
  for (const ticket of parts) {
    const part = await toastOnError(getLibraryItem(ticket.libraryItemId));
    if (part) saveDownload(ticket, part.fileName);
  }
}

export async function saveM3u(file: TitleFile): Promise<void> {
  const tickets = await ticketsOf(file);
  if (tickets) savePlaylist(tickets, file.fileName.replace(/\.[a-z0-9]{2,4}$/i, ""));
}

export async function copyFileLink(file: TitleFile): Promise<void> {
  const ticket = await ticketOf(file.id);
  if (ticket) await copyText(playerAddress(ticket), "Link copied. It works for six hours.");
}
