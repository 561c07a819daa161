import ScanSearch from "lucide-solid/icons/scan-search";
import { Show } from "solid-js";
import { Button } from "../../ui/Button";
import { isScanning, startRescan, scanProgressText } from "./scan";

/** Looks through the folders; while it does, the button tells how far it has come. */
export function RescanButton() {
  return (
    <Button size="medium" disabled={isScanning()} onClick={() => void startRescan()}>
      <ScanSearch class="size-4" aria-hidden="true" />
      <Show when={isScanning()} fallback="Rescan">
        <span class="tabular-nums" role="status">
          {scanProgressText()}
        </span>
      </Show>
    </Button>
  );
}
