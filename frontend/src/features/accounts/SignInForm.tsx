import { createSignal, onMount, Show } from "solid-js";
import { signIn } from "../../api/accounts";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { failureOf, type Failure } from "./formFailure";
import { PasswordField } from "./PasswordField";
import { rememberedEmail, rememberEmail } from "./rememberedEmail";

export function SignInForm() {
  let email!: HTMLInputElement;
  let password!: HTMLInputElement;
  const [failure, setFailure] = createSignal<Failure | null>(null);
  const [busy, setBusy] = createSignal(false);
  const wordsAt = (field: string) => (failure()?.field === field ? failure()?.text : null);

  onMount(() => (rememberedEmail() ? password : email).focus());

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await signIn(email.value.trim(), password.value);
      rememberEmail(email.value.trim());
    } catch (error) {
      setFailure(failureOf(error));
      const wrong = failure()?.field === "email" ? email : password;
      wrong.focus();
      wrong.select();
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
        ref={email}
        label="Email"
        name="email"
        type="email"
        autocomplete="username"
        required
        maxLength={254}
        value={rememberedEmail()}
        error={wordsAt("email")}
      />
      <PasswordField
        ref={(input) => (password = input)}
        autocomplete="current-password"
        error={wordsAt("password")}
      />
      <FormNote failure={failure()} />
      <Button type="submit" tone="primary" disabled={busy()}>
        {busy() ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}

/** What went wrong when it is no field's fault. */
export function FormNote(props: { failure: Failure | null }) {
  return (
    <div role="alert">
      <Show when={props.failure?.field === null}>
        <p class="rounded-control bg-bad/13 px-4 py-3 text-13 text-bad">{props.failure?.text}</p>
      </Show>
    </div>
  );
}
