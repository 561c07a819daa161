import { createAsyncStore, query, useNavigate, useParams } from "@solidjs/router";
import { createSignal, Match, Switch } from "solid-js";
import { previewPasswordLink, setNewPassword } from "../../api/accounts";
import { pageTitle } from "../../lib/pageTitle";
import { Button, ButtonLink } from "../../ui/Button";
import { errorText } from "../../ui/toast";
import { AccountFrame, FormSkeleton } from "./AccountFrame";
import { offerOf } from "./linkState";
import { PasswordField } from "./PasswordField";

const linkQuery = query((token: string) => offerOf(previewPasswordLink(token)), "password-link");

/** The page behind a password link. */
export default function NewPasswordPage() {
  const params = useParams<{ token: string }>();
  const link = createAsyncStore(() => linkQuery(params.token));
  pageTitle(() => "New password");

  const email = () => {
    const offer = link.latest;
    return offer === "over" ? "" : (offer?.email ?? "");
  };
  const text = () =>
    link.latest === "over"
      ? "It was used already, or it has expired. Ask for a new one."
      : `${email() === "" ? "" : `For ${email()}. `}All your devices are signed out.`;

  return (
    <AccountFrame
      title={link.latest === "over" ? "This link is over" : "Choose a new password"}
      text={text()}
      isWaiting={link.latest === undefined}
    >
      <Switch fallback={<NewPasswordForm token={params.token} email={email()} />}>
        <Match when={link.latest === undefined}>
          <FormSkeleton />
        </Match>
        <Match when={link.latest === "over"}>
          <ButtonLink href="/sign-in" tone="primary">
            Sign in
          </ButtonLink>
        </Match>
      </Switch>
    </AccountFrame>
  );
}

function NewPasswordForm(props: { token: string; email: string }) {
  const navigate = useNavigate();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [isBusy, setBusy] = createSignal(false);
  let input!: HTMLInputElement;

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await setNewPassword(props.token, input.value);
      navigate("/app/dashboard", { replace: true });
    } catch (error) {
      setFailure(errorText(error));
      input.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      class="grid gap-[18px]"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {/* Password managers store the new password with this. */}
      <input type="hidden" autocomplete="username" name="email" value={props.email} />
      <PasswordField
        ref={(element) => (input = element)}
        autocomplete="new-password"
        minLength={8}
        hint="At least 8 characters."
        error={failure()}
        autofocus
      />
      <Button type="submit" tone="primary" disabled={isBusy()}>
        Save and sign in
      </Button>
    </form>
  );
}
