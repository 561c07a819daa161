/** Links from other programs: the share target and the magnet protocol handler of the web app manifest. */
import { useSearchParams } from "@solidjs/router";
import type { AddDownloadFlow } from "../../shared/downloads/addDownloadFlow";

interface Shared extends Record<string, string | undefined> {
  share_url?: string;
  share_text?: string;
  share_title?: string;
}

/** Programs differ in which parameter contains the link. */
export function sharedText(shared: Shared): string {
  return [shared.share_url, shared.share_text, shared.share_title].filter(Boolean).join("\n");
}

/** Inspect the shared link once the add field is mounted, then remove it from the URL. */
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
