import { createSignal } from "solid-js";
import { exportAccount } from "../../../api/exports";
import type { ExportFormat } from "../../../api/types";
import { saveFile } from "../../../lib/saveFile";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { toast, toastOnError } from "../../../ui/toast";

/** Everything of the account as files. */
export function ExportCard() {
  const [preparing, setPreparing] = createSignal<ExportFormat | null>(null);
  const save = async (form: ExportFormat) => {
    setPreparing(form);
    const file = await toastOnError(exportAccount(form));
    setPreparing(null);
    if (file === undefined) return;
    saveFile(file);
    toast({ text: `${file.name} is in your downloads.` });
  };
  const button = (form: ExportFormat, name: string) => (
    <Button
      size="small"
      aria-label={`Export ${name}`}
      disabled={preparing() !== null}
      onClick={() => void save(form)}
    >
      {preparing() === form ? "Preparing…" : "Export"}
    </Button>
  );
  return (
    <SettingsCard id="export" title="Export" text="As it is at this moment, in one zip file.">
      <SettingsRow
        label="Everything"
        text="History, ratings, lists and settings, as JSON and as CSV for a spreadsheet"
      >
        {button("seen", "everything")}
      </SettingsRow>
      <SettingsRow
        label="For Letterboxd"
        text="Diary, ratings and watchlist of your films, ready for Letterboxd's import"
      >
        {button("letterboxd", "for Letterboxd")}
      </SettingsRow>
    </SettingsCard>
  );
}
