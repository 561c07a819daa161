import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import { createSignal } from "solid-js";
import { IconButton } from "../../ui/IconButton";
import { TextField } from "../../ui/TextField";

interface PasswordFieldProps {
  /** What a password manager should do: fill in the one it has, or offer a new one. */
  autocomplete: "current-password" | "new-password";
  error: string | null | undefined;
  hint?: string;
  minLength?: number;
  autofocus?: boolean;
  ref?: (input: HTMLInputElement) => void;
}

export function PasswordField(props: PasswordFieldProps) {
  const [shown, setShown] = createSignal(false);
  return (
    <TextField
      ref={props.ref}
      label="Password"
      name="password"
      type={shown() ? "text" : "password"}
      autocomplete={props.autocomplete}
      required
      minLength={props.minLength}
      maxLength={128}
      hint={props.hint}
      error={props.error}
      autofocus={props.autofocus}
      spellcheck={false}
      end={
        <IconButton
          label={shown() ? "Hide the password" : "Show the password"}
          tone="bare"
          size="small"
          onClick={() => setShown(!shown())}
        >
          {shown() ? <EyeOff /> : <Eye />}
        </IconButton>
      }
    />
  );
}
