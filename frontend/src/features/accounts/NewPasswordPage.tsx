import { createAsyncStore, query, useNavigate, useParams } from "@solidjs/router";
import { createSignal } from "solid-js";
import { previewPasswordLink, setNewPassword } from "../../api/accounts";
import { pageTitle } from "../../lib/pageTitle";
import { Button } from "../../ui/Button";
import { errorText } from "../../ui/toast";
import { LinkFrame } from "./LinkFrame";
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
  const text = () => `${email() === "" ? "" : `For ${email()}. `}All your devices are signed out.`;

  return (
    <LinkFrame
      title="Choose a new password"
      text={text()}
      isWaiting={link.latest === undefined}
      isOver={link.latest === "over"}
    >
      <NewPasswordForm token={params.token} email={email()} />
    </LinkFrame>
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
