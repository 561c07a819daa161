import { forgetMissingFiles } from "../../api/library";
import type { LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { toast, toastOnError } from "../../ui/toast";

interface MissingFilesCardProps {
  folder: LibraryFolder;
  onChange: () => void;
}

/** Files that scans did not find, and forgetting them before their days end. */
export function MissingFilesCard(props: MissingFilesCardProps) {
  const isOne = () => props.folder.missing === 1;
  const forget = async () => {
    const wasOne = isOne();
    const isAsked = await toastOnError(forgetMissingFiles(props.folder.path).then(() => true));
    if (isAsked)
      toast({ text: `${wasOne ? "It is" : "They are"} gone from the library in a moment` });
    props.onChange();
  };
  return (
    <div class="flex w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-card bg-fill px-4 py-3">
      <p class="min-w-52 flex-1 text-13 text-muted">
        {pluralize(props.folder.missing, "file")} not found by the last scan.{" "}
        {isOne()
          ? "It is forgotten after 30 days, with its copies"
          : "They are forgotten after 30 days, with their copies"}
        ; what was watched stays.
      </p>
      <Button size="small" onClick={() => void forget()}>
        {isOne() ? "Forget it now" : "Forget them now"}
      </Button>
    </div>
  );
}
