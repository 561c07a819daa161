import { createResource } from "solid-js";
import { previewPreparedCopies } from "../../api/convertedCopies";
import type { LibraryFolder } from "../../api/types";
import { Switch } from "../../ui/Switch";
import { preparationText } from "./preparedCopiesText";

interface PreparedCopiesSwitchProps {
  folder: LibraryFolder;
  onChange: (preparesCopies: boolean) => void;
}

/** Whether files of a folder get a converted copy, and what that would take. */
export function PreparedCopiesSwitch(props: PreparedCopiesSwitchProps) {
  const [preview] = createResource(
    () => props.folder.path,
    (path) => previewPreparedCopies(path).catch(() => null),
  );
  return (
    <div class="col-span-full border-t border-line pt-4">
      <Switch
        label="Prepare converted copies"
        text={preview.latest ? preparationText(preview.latest) : "\u00a0"}
        checked={props.folder.preparesCopies}
        disabled={!props.folder.preparesCopies && (preview.latest?.whyNot ?? "") !== ""}
        onChange={(isOn) => props.onChange(isOn)}
      />
    </div>
  );
}
