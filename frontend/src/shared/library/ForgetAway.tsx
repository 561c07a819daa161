import { forgetFilesAway } from "../../api/library";
import type { LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { toast } from "../../ui/toast";
import { FormDialog } from "../FormDialog";

/** The worker forgets files in about so long. */
const DONE_AFTER_MS = 3_000;

interface ForgetAwayProps {
  folder: LibraryFolder;
  onClose: () => void;
  onChange: () => void;
}

/** Asks before the files of a disk that is gone for good are forgotten. */
export default function ForgetAway(props: ForgetAwayProps) {
  const files = () => pluralize(props.folder.away, "file");
  const forget = async () => {
    await forgetFilesAway(props.folder.path);
    toast({ text: `${files()} of ${props.folder.path} leave the library in a moment` });
    props.onChange();
    setTimeout(() => props.onChange(), DONE_AFTER_MS);
  };
  return (
    <FormDialog
      open
      onClose={() => props.onClose()}
      title={`Forget ${files()} of ${props.folder.path}?`}
      text="For a disk that is gone for good. Their titles leave the library unless they have other files, and what was watched stays. When the disk does come back, a scan finds its files again."
      submitLabel={`Forget ${files()}`}
      tone="danger"
      fields={[]}
      onSend={forget}
    />
  );
}
