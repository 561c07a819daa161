import { createSignal, Show } from "solid-js";
import { forgetMissingFiles } from "../../api/library";
import { pluralize } from "../../lib/format";
import { FormDialog } from "../../shared/FormDialog";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toast";
import { createFolders, libraryChanged } from "./libraryQueries";

/** The worker forgets files in about so long. */
const DONE_AFTER_MS = 3_000;

/** Forgets every missing file, after a question. Not those of a folder that is away. */
export function ForgetMissing(props: { count: number; onForgotten: () => void }) {
  const folders = createFolders();
  const [isAsking, setAsking] = createSignal(false);
  const files = () => pluralize(props.count, "missing file");
  const forget = async () => {
    const withMissing = (folders() ?? []).filter((folder) => folder.missing > 0);
    for (const folder of withMissing) await forgetMissingFiles(folder.path);
    toast({ text: `${files()} leave the library in a moment` });
    setTimeout(() => {
      void libraryChanged();
      props.onForgotten();
    }, DONE_AFTER_MS);
  };
  return (
    <>
      <Button size="medium" onClick={() => setAsking(true)}>
        Forget {files()}
      </Button>
      <Show when={isAsking()}>
        <FormDialog
          open
          onClose={() => setAsking(false)}
          title={`Forget ${files()}?`}
          text="They leave the library with their copies in the object store. What was watched stays. A file that is back by now is kept."
          submitLabel={`Forget ${files()}`}
          tone="danger"
          fields={[]}
          onSend={forget}
        />
      </Show>
    </>
  );
}
