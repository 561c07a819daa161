import { createRoot, createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import type { PlayTicket, SubtitleTrack } from "../../api/types";
import { createMediaElement } from "./mediaElement";
import { createSubtitles } from "./createSubtitles";

const picture = { id: "p", form: "picture", url: null, assUrl: null, language: "fr" };
const ticketWith = (subtitleId: string | null) =>
  ({
    libraryItemId: "1",
    mediaId: null,
    subtitleId,
    subtitleTracks: [picture as unknown as SubtitleTrack],
  }) as unknown as PlayTicket;

test("a picture that the server cannot burn in is not shown as chosen", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 204 })));
  const [ticket, setTicket] = createSignal<PlayTicket>(ticketWith(null));
  const change = vi.fn(() => Promise.resolve());
  const { subtitles, leave } = createRoot((dispose) => ({
    subtitles: createSubtitles({
      media: createMediaElement(),
      ticket,
      options: () => ({}),
      change,
    }),
    leave: dispose,
  }));

  subtitles.choose("p");
  expect(change).toHaveBeenCalledWith({ burnSubtitleId: "p" });
  expect(subtitles.chosen()).toBe("p");
  setTicket(ticketWith(null)); // played without it

  await vi.waitFor(() => expect(subtitles.chosen()).toBeNull());
  leave();
});
