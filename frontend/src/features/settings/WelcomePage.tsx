import { useNavigate, useSearchParams } from "@solidjs/router";
import ArrowLeft from "lucide-solid/icons/arrow-left";
import ArrowRight from "lucide-solid/icons/arrow-right";
import { createEffect, createMemo, createSignal, For, Match, on, Show, Switch } from "solid-js";
import { joinList } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { changePreferences } from "../../shared/preferences";
import { Brand } from "../../ui/Brand";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PosterWall } from "../../ui/PosterWall";
import { toast } from "../../ui/toast";
import { WelcomeFoldersStep } from "./WelcomeFoldersStep";
import { WelcomeKeysStep } from "./WelcomeKeysStep";
import { WelcomeInviteStep } from "./WelcomeInviteStep";

const STEPS = [
  {
    slug: "films",
    title: "Where are your films?",
    text: "Folders on this server. Nothing in them is moved, renamed or deleted unless you say so.",
  },
  {
    slug: "keys",
    title: "Keys for posters and ratings",
    text: "A free key gives every title its face, its story and its scores. Without one /seen/ draws a poster itself.",
  },
  {
    slug: "people",
    title: "Who lives here?",
    text: "Invite them with a link. Everyone keeps their own place in every film.",
  },
] as const;

/** The first steps of a new server. Each can be skipped and revisited. */
export default function WelcomePage() {
  const [search, setSearch] = useSearchParams<{ step?: string }>();
  const navigate = useNavigate();
  const at = createMemo(() => {
    const found = STEPS.findIndex((step) => step.slug === search.step);
    return Math.max(0, found);
  });
  const step = () => STEPS[at()] ?? STEPS[0];
  const isLast = () => at() === STEPS.length - 1;
  pageTitle(() => step().title);

  const go = (index: number) => setSearch({ step: STEPS[index]?.slug });
  const finish = async () => {
    await changePreferences({ firstStepsDone: true });
    navigate("/app/dashboard");
  };
  const [unsaved, setUnsaved] = createSignal<readonly string[]>([]);
  const note = (provider: string, isUnsaved: boolean) =>
    setUnsaved((names) => [
      ...names.filter((name) => name !== provider),
      ...(isUnsaved ? [provider] : []),
    ]);
  const goOn = () => {
    if (unsaved().length > 0) {
      const text = `The key for ${joinList(unsaved())} is not saved. Save it, or empty its field.`;
      toast({ tone: "bad", text });
    } else if (isLast()) void finish();
    else go(at() + 1);
  };

  // Each step is a new page: screen readers read its heading, and Tab goes on from there.
  let heading!: HTMLHeadingElement;
  createEffect(on(at, () => heading.focus()));

  return (
    <main class="relative isolate min-h-dvh overflow-hidden [--words:calc(clamp(24px,8vw,116px)+570px)]">
      <div class="absolute inset-0 -z-1 phone:bottom-auto phone:h-[560px]">
        <PosterWall />
      </div>
      <div class="relative mx-[clamp(24px,8vw,116px)] flex min-h-dvh max-w-[520px] flex-col py-8 phone:pt-5">
        <Brand class="text-22" />
        <div class="my-auto py-10 phone:mt-[150px]">
          <ol class="mb-6 flex gap-1.5" aria-label="Steps">
            <For each={STEPS}>
              {(each, index) => (
                <li
                  class="h-1 w-11 rounded-pill bg-fill-3"
                  classList={{
                    "bg-muted!": index() < at(),
                    "bg-linear-to-r from-accent-2 to-accent": index() === at(),
                  }}
                  aria-current={index() === at() ? "step" : undefined}
                >
                  <span class="sr-only">{each.title}</span>
                </li>
              )}
            </For>
          </ol>
          <h1
            ref={heading}
            tabindex="-1"
            class="text-40 tracking-[-.035em] outline-none phone:text-32"
          >
            {step().title}
          </h1>
          <p class="mt-2 mb-7 text-17 text-pretty text-muted phone:text-15">{step().text}</p>
          <Switch>
            <Match when={step().slug === "films"}>
              <WelcomeFoldersStep />
            </Match>
            <Match when={step().slug === "keys"}>
              <WelcomeKeysStep onTyped={note} />
            </Match>
            <Match when={step().slug === "people"}>
              <WelcomeInviteStep />
            </Match>
          </Switch>
          <div class="mt-8 flex items-center gap-3">
            <Show when={at() > 0}>
              <IconButton label="Back" onClick={() => go(at() - 1)}>
                <ArrowLeft />
              </IconButton>
            </Show>
            <Button tone="primary" class="phone:flex-1" onClick={goOn}>
              {isLast() ? "Finish" : "Continue"}
              <ArrowRight class="size-4" aria-hidden="true" />
            </Button>
            <Show when={!isLast()}>
              <Button tone="ghost" class="phone:px-2" onClick={() => navigate("/app/dashboard")}>
                Skip the setup
              </Button>
            </Show>
          </div>
        </div>
      </div>
    </main>
  );
}
