/**
 * The first script of every page: requests the session and the page's data while the other scripts
 * are still loading.
 */
import { whenConnected } from "./api/serverConnection";
import { requestEarly } from "./api/earlyRequests";
import { refresh } from "./api/signedInUser";
import { keepEarlyKeys } from "./lib/earlyKeys";
import { reloadOnce } from "./lib/reloadOnStaleChunk";
import { dataOf } from "./routeData";
import { SIZES, srcsetOf } from "./ui/poster/srcset";

/** Load the page's largest picture as soon as its address is known. */
function preloadBackdrop(src: string | null | undefined): void {
  if (!src) return;
  const link = document.createElement("link");
  link.rel = "preload";
  link.as = "image";
  link.fetchPriority = "high";
  link.imageSrcset = srcsetOf(src, "backdrop") ?? "";
  link.imageSizes = SIZES.backdrop;
  link.href = src;
  document.head.append(link);
}

keepEarlyKeys();
const data = dataOf(location.pathname);
const answers = requestEarly(
  // The page reports an unreachable server.
  refresh().catch(() => false),
  data.map((each) => each.path),
);
data.forEach(({ pictureOf }, index) => {
  if (!pictureOf) return;
  answers[index]
    ?.then(async (answer) => {
      if (answer.ok) preloadBackdrop(pictureOf(await answer.clone().json()));
    })
    // The page reports what failed.
    .catch(() => undefined);
});
import("./main").catch(() => {
  // The application itself did not load: there is nothing else to say it.
  const again = document.createElement("button");
  again.textContent = "Try again";
  again.className = "mt-4 rounded-pill bg-btn px-5 py-2.5 font-strong text-on-btn";
  again.addEventListener("click", () => location.reload());
  const note = document.createElement("div");
  note.role = "alert";
  note.className = "grid min-h-dvh place-content-center justify-items-center p-8 text-center";
  note.append("/seen/ did not load. Is the server running?", again);
  document.getElementById("root")?.replaceChildren(note);
  void whenConnected().then(reloadOnce);
});
