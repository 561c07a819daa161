/** Registers the service worker, and offers its new version. */
import { toast } from "../../ui/toast";

const CACHE_PREFIX = "seen-";
const CHECK_INTERVAL_MS = 3_600_000;
/** The offer of a new version stays until the user answers it. */
const OFFER_MS = 24 * 3_600_000;

/** Missing on addresses without TLS, although its type does not say so. */
const container = () => navigator.serviceWorker as ServiceWorkerContainer | undefined;

/** Never fails: without a service worker the pages work too. */
export async function startServiceWorker(): Promise<void> {
  const workers = container();
  if (!workers || !import.meta.env.PROD) return;
  try {
    const registration = await workers.register("/sw.js", { updateViaCache: "none" });
    offerUpdates(workers, registration);
  } catch {
    // Refused by the browser, for instance in a private window.
  }
}

function offerUpdates(workers: ServiceWorkerContainer, registration: ServiceWorkerRegistration) {
  let offered: ServiceWorker | null = null;
  const offer = () => {
    const { waiting } = registration;
    // The first version replaces nothing, and a film is not interrupted.
    if (!waiting || waiting === offered || !workers.controller) return;
    if (document.querySelector("[data-player]")) return;
    offered = waiting;
    const reload = () => {
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("update");
    };
    toast({
      text: "A new version is ready",
      action: { label: "Reload", run: reload },
      ms: OFFER_MS,
    });
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  let checkedAtMs = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    offer();
    if (Date.now() - checkedAtMs < CHECK_INTERVAL_MS) return;
    checkedAtMs = Date.now();
    registration.update().catch(() => undefined);
  });
  offer();
}

/** At the end of a session nothing of the app stays in this browser. */
export async function removeServiceWorker(): Promise<void> {
  try {
    const registrations = (await container()?.getRegistrations()) ?? [];
    await Promise.all(registrations.map((each) => each.unregister()));
    const names = container() ? await caches.keys() : [];
    const own = names.filter((name) => name.startsWith(CACHE_PREFIX));
    await Promise.all(own.map((name) => caches.delete(name)));
  } catch {
    // Storage can be refused; then nothing was kept.
  }
}
