import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, onCleanup, Show, type ParentProps } from "solid-js";
import { sessionState } from "../api/signedInUser";
import { reportTimeZone } from "../shared/preferences";

/** The page and its data go first. */
const WORKER_AFTER_MS = 4_000;

/**
 * Renders its children for a signed-in user; redirects others to the sign-in page, which returns
 * here. While the session is unknown the children render too: their requests wait for it.
 */
export function RequireSignIn(props: ParentProps) {
  const location = useLocation();
  const navigate = useNavigate();
  const signInPath = () =>
    `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

  createEffect<string>((before) => {
    const now = sessionState();
    if (now === "out") {
      // Discard cached data at the end of a session: the next user may be another one.
      if (before === "in") {
        void setServiceWorker(false).then(() => window.location.replace(signInPath()));
      } else navigate(signInPath(), { replace: true });
    }
    if (now === "in") {
      void reportTimeZone();
      const timer = setTimeout(() => void setServiceWorker(true), WORKER_AFTER_MS);
      onCleanup(() => clearTimeout(timer));
    }
    return now;
  }, sessionState());

  return <Show when={sessionState() !== "out"}>{props.children}</Show>;
}

/** Start or remove the service worker; at the next visit when its script does not arrive. */
async function setServiceWorker(isOn: boolean): Promise<void> {
  try {
    const { startServiceWorker, removeServiceWorker } =
      await import("../shared/installation/serviceWorker");
    await (isOn ? startServiceWorker() : removeServiceWorker());
  } catch {
    // Without a connection.
  }
}
