import { createSignal, onMount, Show, type JSX } from "solid-js";
import { register, signIn, type NewAccount } from "../../api/accounts";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { failureOf, type Failure, type Field } from "./formFailure";
import { PasswordField } from "./PasswordField";
import { rememberedEmail, rememberEmail } from "./rememberedEmail";

/** The server's minimum. */
const MIN_PASSWORD_LENGTH = 8;

export function SignInForm() {
  return (
    <AccountForm
      onSend={({ email, password }) => signIn(email, password)}
      focus={rememberedEmail() ? "password" : "email"}
      email={{ value: rememberedEmail() }}
      password={{ autocomplete: "current-password" }}
      submitLabel={(isBusy) => (isBusy ? "Signing in" : "Sign in")}
    />
  );
}

interface RegisterFormProps {
  /** Creates the account and signs in; by default without an invitation. */
  onSend?: (account: NewAccount) => Promise<void>;
  needsSetupCode?: boolean;
}

export function RegisterForm(props: RegisterFormProps) {
  return (
    <AccountForm
      onSend={(values) => (props.onSend ?? register)(values)}
      focus={props.needsSetupCode ? "setupCode" : "displayName"}
      hasDisplayName
      hasSetupCode={props.needsSetupCode}
      email={{ hint: "You sign in with it. No mail is sent." }}
      password={{
        autocomplete: "new-password",
        minLength: MIN_PASSWORD_LENGTH,
        hint: `At least ${MIN_PASSWORD_LENGTH} characters.`,
      }}
      submitLabel={() => "Create account"}
    />
  );
}

interface AccountFormProps {
  onSend: (values: Record<Field, string>) => Promise<void>;
  /** The field that has the focus at first. */
  focus: Field;
  hasDisplayName?: boolean;
  hasSetupCode?: boolean;
  email: { value?: string; hint?: string };
  password: {
    autocomplete: "current-password" | "new-password";
    minLength?: number;
    hint?: string;
  };
  submitLabel: (isBusy: boolean) => JSX.Element;
}

function AccountForm(props: AccountFormProps) {
  const fields: Partial<Record<Field, HTMLInputElement>> = {};
  const [failure, setFailure] = createSignal<Failure | null>(null);
  const [isBusy, setBusy] = createSignal(false);
  const errorOf = (field: Field) => (failure()?.field === field ? failure()?.text : null);
  const valueOf = (field: Field) => fields[field]?.value ?? "";

  onMount(() => fields[props.focus]?.focus());

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const email = valueOf("email").trim();
      const displayName = valueOf("displayName").trim();
      await props.onSend({
        email,
        displayName,
        password: valueOf("password"),
        setupCode: valueOf("setupCode"),
      });
      rememberEmail(email);
    } catch (error) {
      setFailure(failureOf(error));
      const wrong = fields[failure()?.field ?? "password"];
      wrong?.focus();
      wrong?.select();
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
      <Show when={props.hasSetupCode}>
        <TextField
          ref={(input) => (fields.setupCode = input)}
          label="Setup code"
          name="setup-code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          required
          maxLength={64}
          hint="Printed where the server was started."
          error={errorOf("setupCode")}
        />
      </Show>
      <Show when={props.hasDisplayName}>
        <TextField
          ref={(input) => (fields.displayName = input)}
          label="Display name"
          name="name"
          autocomplete="name"
          required
          maxLength={80}
          error={errorOf("displayName")}
        />
      </Show>
      <TextField
        ref={(input) => (fields.email = input)}
        label="Email"
        name="email"
        type="email"
        autocomplete="username"
        required
        maxLength={254}
        value={props.email.value}
        hint={props.email.hint}
        error={errorOf("email")}
      />
      <PasswordField
        ref={(input) => (fields.password = input)}
        {...props.password}
        error={errorOf("password")}
      />
      <div role="alert">
        <Show when={failure()?.field === null}>
          <p class="rounded-control bg-bad/13 px-4 py-3 text-13 text-bad">{failure()?.text}</p>
        </Show>
      </div>
      <Button type="submit" tone="primary" disabled={isBusy()}>
        {props.submitLabel(isBusy())}
      </Button>
    </form>
  );
}
