import { createAsyncStore, query, useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, Match, Show, Switch } from "solid-js";
import { getSetup } from "../../api/accounts";
import { sessionState } from "../../api/session";
import { pageTitle } from "../../lib/pageTitle";
import { Brand } from "../../ui/Brand";
import { Skeleton } from "../../ui/Skeleton";
import { RegisterForm, SignInForm } from "./AccountForm";
import { greeting } from "./greeting";
import { PosterWall } from "./PosterWall";
import { safeNext } from "./safeNext";

const setupQuery = query(() => getSetup().catch(() => null), "setup");

type View = "sign-in" | "register";

/** Sign-in, registration, and the first account of a new server. */
export default function SignInPage() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const setup = createAsyncStore(() => setupQuery());
  const [chosen, setChosen] = createSignal<View>();
  // Swapping the forms would lose what was typed, so none is shown until the server has said
  // whether it has accounts. When it cannot say, the sign-in form is shown.
  const isAnswered = () => setup.latest !== undefined;
  const isFirst = () => setup.latest?.hasAccounts === false;
  const view = (): View => chosen() ?? (isFirst() ? "register" : "sign-in");
  pageTitle(() => (view() === "register" ? "Create account" : "Sign in"));

  createEffect(() => {
    if (sessionState() === "in") navigate(safeNext(params.next), { replace: true });
  });

  return (
    <main class="relative flex min-h-dvh items-center overflow-hidden phone:items-end phone:px-6 phone:pb-9">
      <PosterWall />
      <div class="relative ml-[clamp(24px,9vw,132px)] grid w-[376px] gap-[18px] py-10 phone:m-0 phone:w-full phone:gap-3.5">
        <div class="-ml-0.5 mb-7 phone:mb-2">
          <Brand class="text-34" />
        </div>
        <div class="mb-2" classList={{ invisible: !isAnswered() }}>
          <h1 class="text-40 tracking-[-.04em] phone:text-34">
            <Switch fallback={`${greeting(new Date())}.`}>
              <Match when={view() === "register" && isFirst()}>Create the first account</Match>
              <Match when={view() === "register"}>Create account</Match>
            </Switch>
          </h1>
          <p class="mt-2 text-muted">
            {isFirst()
              ? "The first account is the administrator of this server."
              : "Your films, shows and games, on your own machine."}
          </p>
        </div>
        <Switch fallback={<SignInForm />}>
          <Match when={!isAnswered()}>
            <FormSkeleton />
          </Match>
          <Match when={view() === "register"}>
            <RegisterForm />
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
      </div>
    </main>
  );
}

function FormSkeleton() {
  return (
    <div role="status" aria-label="Loading" class="grid gap-[18px] pt-6 phone:gap-3.5">
      <Skeleton class="h-12 rounded-control" />
      <Skeleton class="h-12 rounded-control" />
      <Skeleton class="h-12 rounded-control" />
    </div>
  );
}
