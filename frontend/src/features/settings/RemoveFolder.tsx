import type { LibraryFolder } from "../../api/types";
import { FormDialog } from "../../shared/FormDialog";
import { removalText } from "./libraryFolderText";

interface RemoveFolderProps {
  folder: LibraryFolder;
  onRemove: () => Promise<void>;
  onClose: () => void;
}

/** Says what happens to the files of a folder before it leaves the library. */
export default function RemoveFolder(props: RemoveFolderProps) {
  return (
    <FormDialog
      open
      onClose={() => props.onClose()}
      title={`Remove ${props.folder.path} from the library?`}
      text={removalText(props.folder)}
      submitLabel="Remove the folder"
      tone="danger"
      fields={[]}
      onSend={() => props.onRemove()}
    />
  );
}
