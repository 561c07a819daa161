/** Actions on any title. What changes one is loaded with the first change, or before it. */
import { useIsRouting, useNavigate } from "@solidjs/router";
import { createEffect, createRoot } from "solid-js";
import { getMedia } from "../../api/catalog";
import type { GameStatus, MediaCard, WantedPreset, WatchStatus } from "../../api/types";
import { playPath, titlePath } from "../../lib/pagePaths";
import { morph } from "../../lib/viewTransition";
import { errorText, toast, toastOnError } from "../../ui/toast";

/** Loads the changes before the first one. */
export const loadChanges = () => import("./titleChanges");

/** Makes a change, or says that what makes it does not load. A change that fails says so itself. */
async function change(make: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (error) {
    const again = { label: "Try again", run: () => void change(make) };
    toast({ tone: "bad", text: errorText(error), action: again });
  }
}

export const toggleWatchLater = (media: MediaCard) =>
  change(async () => (await import("./titleChanges")).toggleWatchLater(media));

/** A game is completed instead of seen. */
export const toggleSeen = (media: MediaCard) =>
  change(async () => (await import("./titleChanges")).toggleSeen(media));

export const toggleFavorite = (media: MediaCard) =>
  change(async () => (await import("./titleChanges")).toggleFavorite(media));

/** Follow a show, or stop: then a running show of the library is muted. */
export const toggleFollow = (media: MediaCard) =>
  change(async () => (await import("./titleChanges")).toggleFollow(media));

/** Want a film or a show for the library, or stop. */
export const toggleWanted = (media: MediaCard) =>
  change(async () => (await import("./titleChanges")).toggleWanted(media));

/** Want episodes of a show. */
export const wantEpisodes = (media: MediaCard, preset: WantedPreset) =>
  change(async () => (await import("./titleChanges")).wantEpisodes(media, preset));

/** 0.5 to 10; null removes the rating. */
export const rate = (media: MediaCard, rating: number | null) =>
  change(async () => (await import("./titleChanges")).rate(media, rating));

/** Null forgets the status: it follows from what was watched. */
export const chooseStatus = (media: MediaCard, status: WatchStatus | null) =>
  change(async () => (await import("./titleChanges")).chooseStatus(media, status));

/** Puts a game on a shelf; null takes it off. */
export const moveGame = (media: MediaCard, status: GameStatus | null) =>
  change(async () => (await import("./titleChanges")).moveGame(media, status));

/** Resolves once the router has rendered the page. */
function waitUntilRouted(isRouting: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    createRoot((dispose) => {
      let began = false;
      createEffect(() => {
        if (isRouting()) began = true;
        else if (began) {
          dispose();
          resolve();
        }
      });
    });
  });
}

/** Navigation to a title; call inside a component. */
export function useTitleActions() {
  const navigate = useNavigate();
  const isRouting = useIsRouting();

  return {
    /** Play the film or the next episode; open the title's page when nothing is playable. */
    play: async (media: MediaCard) => {
      const detail = await toastOnError(getMedia(media.mediaType, media.id));
      if (!detail) return;
      navigate(detail.playable ? playPath(detail.playable.libraryItemId) : titlePath(media));
    },
    get: (media: MediaCard) => navigate(`${titlePath(media)}?get`),
    /** Open its page with a view transition from the poster to the backdrop. */
    open: (media: MediaCard, event: MouseEvent, art: HTMLElement) => {
      const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (elsewhere || event.button !== 0 || event.defaultPrevented) return;
      event.preventDefault();
      morph(
        art,
        () => navigate(titlePath(media)),
        () => waitUntilRouted(isRouting),
      );
    },
  };
}
