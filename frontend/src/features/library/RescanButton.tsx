import ScanSearch from "lucide-solid/icons/scan-search";
import { Show } from "solid-js";
import { may } from "../../api/signedInUser";
import { Button } from "../../ui/Button";
import { isScanning, startRescan } from "./libraryScan";

/** Starts a scan of the library folders for those who may. */
export function RescanButton() {
  return (
    <Show when={may("rescan")}>
      <Button size="medium" disabled={isScanning()} onClick={() => void startRescan()}>
        <ScanSearch class="size-4" aria-hidden="true" />
        <Show when={isScanning()} fallback="Rescan">
          Scanning
        </Show>
      </Button>
    </Show>
  );
}
