import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";

/** What a lock screen has of a page. */
function lockScreen() {
  const handlers = new Map<string, (details: MediaSessionActionDetails) => void>();
  const session = {
    metadata: null as { title: string } | null,
    playbackState: "none",
    setPositionState: vi.fn(),
    setActionHandler: (action: string, handler: MediaSessionActionHandler | null) => {
      if (handler) handlers.set(action, handler);
      else handlers.delete(action);
    },
  };
  Object.defineProperty(navigator, "mediaSession", { configurable: true, value: session });
  vi.stubGlobal(
    "MediaMetadata",
    class {
      title: string;
      constructor(known: MediaMetadataInit) {
        this.title = known.title ?? "";
      }
    },
  );
  const press = (action: MediaSessionAction, seekTime?: number) =>
    handlers.get(action)?.({ action, seekTime });
  return { session, handlers, press };
}

test("media keys and the lock screen control what plays, until the player is left", () => {
  const { session, handlers, press } = lockScreen();
  const video = document.createElement("video");
  Object.defineProperty(video, "duration", { value: 120 });
  const play = vi.spyOn(video, "play").mockResolvedValue();
  const pause = vi.spyOn(video, "pause").mockReturnValue();
  const [next, previous] = [vi.fn(), vi.fn()];
  const leave = createRoot((dispose) => {
    const media = createMediaElement();
    media.attach(video);
    const [title, artist, artwork] = [() => "Sintel", () => "2010", () => "/artwork/1.webp"];
    announce({ media, title, artist, artwork, next, previous });
    return dispose;
  });
  video.dispatchEvent(new Event("durationchange"));
  video.dispatchEvent(new Event("play"));

  expect(session.metadata?.title).toBe("Sintel");
  expect(session.playbackState).toBe("playing");
  press("seekto", 50);
  press("seekforward");
  press("seekbackward");
  expect(video.currentTime).toBe(50);
  video.dispatchEvent(new Event("timeupdate"));
  expect(session.setPositionState).toHaveBeenLastCalledWith({
    duration: 120,
    position: 50,
    playbackRate: 1,
  });
  press("pause");
  press("play");
  press("nexttrack");
  press("previoustrack");
  for (const called of [pause, play, next, previous]) expect(called).toHaveBeenCalledOnce();

  leave();

  expect(handlers.size).toBe(0);
  expect([session.metadata, session.playbackState]).toEqual([null, "none"]);
});

test("what nothing follows has no button for the next", () => {
  const { handlers } = lockScreen();
  const leave = createRoot((dispose) => {
    const [title, artist, artwork] = [() => "Sintel", () => "", () => null];
    announce({ media: createMediaElement(), title, artist, artwork, previous: vi.fn() });
    return dispose;
  });

  expect([handlers.has("previoustrack"), handlers.has("nexttrack")]).toEqual([true, false]);
  leave();
});
