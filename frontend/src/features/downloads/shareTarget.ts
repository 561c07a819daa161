/** What another program handed over: the share target and the magnet handler of the manifest. */
import { useSearchParams } from "@solidjs/router";
import type { AddDownloadFlow } from "../../shared/downloads/addDownloadFlow";

interface Shared extends Record<string, string | undefined> {
  share_url?: string;
  share_text?: string;
  share_title?: string;
}

/** Programs put the link wherever they like. */
export function sharedText(shared: Shared): string {
  return [shared.share_url, shared.share_text, shared.share_title].filter(Boolean).join("\n");
}

/** Looks inside what was shared, once there is a field for it; then the address is clean. */
export function createShareTarget(): (adding: AddDownloadFlow) => void {
  const [shared, setShared] = useSearchParams<Shared>();
  return (adding) => {
    const text = sharedText({ ...shared });
    if (text === "") return;
    void adding.addText(text);
    setShared(
      { share_url: undefined, share_text: undefined, share_title: undefined },
      { replace: true },
    );
  };
}
