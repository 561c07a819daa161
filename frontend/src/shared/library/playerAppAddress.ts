/** Addresses that open a film in an app of a phone or a tablet. No I/O. */

/**
 * `address` as VLC opens it on iOS, or as Android asks which player to use; undefined on computers,
 * where a playlist opens the player. `agent` is the browser's user agent.
 */
export function playerAppAddress(
  address: string,
  title: string,
  agent: string,
  touchPoints: number,
): string | undefined {
  if (/android/i.test(agent)) {
    const { protocol, host, pathname, search } = new URL(address);
    const intent = [
      "action=android.intent.action.VIEW",
      `scheme=${protocol.replace(":", "")}`,
      "type=video/*",
      `S.title=${encodeURIComponent(title)}`,
      "end",
    ];
    return `intent://${host}${pathname}${search}#Intent;${intent.join(";")}`;
  }
  // An iPad says that it is a Mac, which has no touch screen.
  const isApple = /iphone|ipad|ipod/i.test(agent) || (/macintosh/i.test(agent) && touchPoints > 1);
  return isApple ? `vlc://${address}` : undefined;
}
