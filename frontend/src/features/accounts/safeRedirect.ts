/** Where to go after signing in: a page of this site only, so that a link cannot lead elsewhere. */
export function safeNext(next: string | string[] | undefined): string {
  const home = "/app";
  if (typeof next !== "string") return home;
  try {
    const target = new URL(next, location.origin);
    const ours = target.origin === location.origin && target.pathname.startsWith("/app/");
    return ours ? target.pathname + target.search : home;
  } catch {
    return home;
  }
}
