import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";

interface FolderFieldProps {
  placeholder: string;
  value: string;
  error: string | null | undefined;
  /** Whether the folder browser shows this folder: Enter then sends the form. */
  isOpen: boolean;
  /** The field was opened by a press: it is typed into next. */
  autofocus?: boolean;
  onType: (path: string) => void;
  /** Open and test it. */
  onOpen: () => void;
}

/** The path of a folder on the server, opened by Enter and with a button that tests it. */
export function FolderField(props: FolderFieldProps) {
  return (
    <TextField
      ref={(field) => {
        if (props.autofocus) queueMicrotask(() => field.focus());
      }}
      label="Folder on the server"
      placeholder={props.placeholder}
      autocomplete="off"
      spellcheck={false}
      value={props.value}
      error={props.error}
      onInput={(event) => props.onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || props.isOpen) return;
        event.preventDefault();
        props.onOpen();
      }}
      end={
        <Button size="small" disabled={!props.value.trim()} onClick={() => props.onOpen()}>
          Test
        </Button>
      }
    />
  );
}
