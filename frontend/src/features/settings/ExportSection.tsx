import { SettingsPage } from "../../shared/settings/SettingsPage";
import { ExportCard } from "./data/ExportCard";

/** What a person has here, to take along. */
export default function ExportSection() {
  return (
    <SettingsPage title="Your data" lead="It is yours, whenever you want it.">
      <ExportCard />
    </SettingsPage>
  );
}
