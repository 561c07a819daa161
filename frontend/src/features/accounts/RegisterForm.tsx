import { createSignal, onMount } from "solid-js";
import { register } from "../../api/accounts";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { failureOf, type Failure } from "./formFailure";
import { PasswordField } from "./PasswordField";
import { rememberEmail } from "./rememberedEmail";
import { FormNote } from "./SignInForm";

/** As the server asks. */
const SHORTEST_PASSWORD = 8;

export function RegisterForm(props: { first: boolean }) {
  let name!: HTMLInputElement;
  let email!: HTMLInputElement;
  let password!: HTMLInputElement;
  const [failure, setFailure] = createSignal<Failure | null>(null);
  const [busy, setBusy] = createSignal(false);
  const wrong = (field: string) => (failure()?.field === field ? failure()?.text : null);

  onMount(() => name.focus());

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await register({
        displayName: name.value.trim(),
        email: email.value.trim(),
        password: password.value,
      });
      rememberEmail(email.value.trim());
    } catch (error) {
      setFailure(failureOf(error));
      const fields = { displayName: name, email, password };
      fields[failure()?.field ?? "password"].focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      class="grid gap-[18px] phone:gap-3.5"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        ref={name}
        label="Your name"
        name="name"
        autocomplete="name"
        required
        maxLength={80}
        error={wrong("displayName")}
      />
      <TextField
        ref={email}
        label="Email"
        name="email"
        type="email"
        autocomplete="username"
        required
        maxLength={254}
        hint="Your name at the door. Nothing is sent to it."
        error={wrong("email")}
      />
      <PasswordField
        ref={(input) => (password = input)}
        autocomplete="new-password"
        minLength={SHORTEST_PASSWORD}
        hint={`At least ${SHORTEST_PASSWORD} characters.`}
        error={wrong("password")}
      />
      <FormNote failure={failure()} />
      <Button type="submit" tone="primary" disabled={busy()}>
        {props.first ? "Create and begin" : "Create account"}
      </Button>
    </form>
  );
}
