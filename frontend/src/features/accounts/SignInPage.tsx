import { createAsyncStore, query, useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, Match, Show, Switch } from "solid-js";
import { getSetup } from "../../api/accounts";
import { sessionState } from "../../api/signedInUser";
import { pageTitle } from "../../lib/pageTitle";
import { RegisterForm, SignInForm } from "./AccountForm";
import { AccountFrame, FormSkeleton } from "./AccountFrame";
import { greeting } from "./greeting";
import { safeNext } from "./safeRedirect";

const setupQuery = query(() => getSetup().catch(() => null), "setup");

type View = "sign-in" | "register";

/** Sign-in, registration, and the first account of a new server. */
export default function SignInPage() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const setup = createAsyncStore(() => setupQuery());
  const [chosen, setChosen] = createSignal<View>();
  // Switching the forms would lose what was typed, so none is shown until the server has responded
  // whether it has accounts. After a failure the sign-in form is shown.
  const isAnswered = () => setup.latest !== undefined;
  const isFirst = () => setup.latest?.hasAccounts === false;
  const view = (): View => chosen() ?? (isFirst() ? "register" : "sign-in");
  const title = () => {
    if (view() === "sign-in") return `${greeting(new Date())}.`;
    return isFirst() ? "Create the first account" : "Create account";
  };
  const text = () =>
    isFirst()
      ? "The first account is the administrator of this server."
      : "Your films, shows and games, on your own machine.";
  pageTitle(() => (view() === "register" ? "Create account" : "Sign in"));

  createEffect(() => {
    if (sessionState() !== "in") return;
    // The first account of a server continues with the first steps.
    navigate(isFirst() ? "/app/welcome" : safeNext(params.next), { replace: true });
  });

  return (
    <AccountFrame title={title()} text={text()} isWaiting={!isAnswered()}>
      <Switch fallback={<SignInForm />}>
        <Match when={!isAnswered()}>
          <FormSkeleton />
        </Match>
        <Match when={view() === "register"}>
          <RegisterForm needsSetupCode={setup.latest?.needsSetupCode} />
        </Match>
      </Switch>
      <Show when={setup.latest?.canRegister && !isFirst()}>
        <p class="text-14 text-muted">
          {view() === "register" ? "Already have an account? " : "New here? "}
          <button
            type="button"
            class="rounded-chip font-strong text-ink underline decoration-faint underline-offset-4 hover:decoration-current"
            onClick={() => setChosen(view() === "register" ? "sign-in" : "register")}
          >
            {view() === "register" ? "Sign in" : "Create account"}
          </button>
        </p>
      </Show>
    </AccountFrame>
  );
}
