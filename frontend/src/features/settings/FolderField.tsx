import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";

interface FolderFieldProps {
  placeholder: string;
  value: string;
  error: string | null | undefined;
  onType: (path: string) => void;
  onTest: () => void;
}

/** The path of a folder on the server, with a button that tests it. */
export function FolderField(props: FolderFieldProps) {
  return (
    <TextField
      label="Folder on the server"
      placeholder={props.placeholder}
      autocomplete="off"
      spellcheck={false}
      value={props.value}
      error={props.error}
      onInput={(event) => props.onType(event.currentTarget.value)}
      end={
        <Button size="small" disabled={!props.value.trim()} onClick={() => props.onTest()}>
          Test
        </Button>
      }
    />
  );
}
