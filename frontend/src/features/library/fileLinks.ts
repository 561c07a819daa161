/** Signed addresses of files, which expire after some hours: to download, or for other players. */
import { getLibraryItem } from "../../api/library";
import { playItem } from "../../api/playback";
import type { PlayTicket, TitleFile } from "../../api/types";
import {
  copyText,
  playerAddress,
  saveDownload,
  savePlaylist,
} from "../../shared/library/signedFileAddress";
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

/**
 * A playlist goes on where the film was left. Players begin with the first entry of a list, and go
 * on from the last one to nothing: the parts that were seen are left out, instead of standing first
 * or following the end of the film.
 */
export async function saveM3u(file: TitleFile): Promise<void> {
  const tickets = await ticketsOf(file);
  if (!tickets) return;
  let startSeconds = file.positionSeconds;
  let seen = 0;
  // The length of a part that was not read yet is 0, and does not tell that it is over.
  for (const { durationSeconds } of tickets.slice(0, -1)) {
    if (durationSeconds === 0 || startSeconds < durationSeconds) break;
    startSeconds -= durationSeconds;
    seen += 1;
  }
  savePlaylist(tickets.slice(seen), file.fileName.replace(/\.[a-z0-9]{2,4}$/i, ""), startSeconds);
}

export async function copyFileLink(file: TitleFile): Promise<void> {
  const ticket = await ticketOf(file.id);
  if (ticket) await copyText(playerAddress(ticket), "Link copied. It works for six hours.");
}
