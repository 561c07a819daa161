import { createAsync } from "@solidjs/router";
import { For, onCleanup, Show, type JSX } from "solid-js";
import { user } from "../../api/signedInUser";
import type { SharedViewing } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { KeyedFor } from "../../ui/KeyedFor";
import { answerAsk, leaveTogether, sharedViewingQuery, watchingText } from "./sharedViewing";

/** What is being watched together right now, with a way out, and who asks whether one does. */
export default function TogetherNow() {
  const found = createAsync(() => sharedViewingQuery());
  const viewing = () => found.latest?.viewing;
  const own = () => viewing()?.owner.id === user()?.id;
  const self = () => {
    const shared = viewing();
    return shared && [shared.owner, ...shared.companions].find(({ id }) => id === user()?.id);
  };

  return (
    <>
      <Show when={viewing()}>
        {(shared) => (
          <Line
            label="Watching together"
            shared={shared()}
            text={watchingText(shared(), own())}
            actions={
              <Show when={self()}>
                {(person) => (
                  <Button size="small" onClick={() => void leaveTogether(shared(), person(), true)}>
                    {own() ? "Watch alone" : "I am not there"}
                  </Button>
                )}
              </Show>
            }
          />
        )}
      </Show>
      <KeyedFor each={found.latest?.asks ?? []} by={(ask) => ask.owner.id}>
        {(ask) => (
          <Line
            label={`${ask().owner.name} asks`}
            shared={ask()}
            text={`plays at ${ask().owner.name}’s. Are you watching too? Then it counts for you.`}
            actions={
              <>
                <Button size="small" tone="primary" onClick={() => void answerAsk(ask(), true)}>
                  I am watching
                </Button>
                <Button size="small" onClick={() => void answerAsk(ask(), false)}>
                  I am not
                </Button>
              </>
            }
          />
        )}
      </KeyedFor>
    </>
  );
}

interface LineProps {
  label: string;
  shared: SharedViewing;
  text: string;
  actions: JSX.Element;
}

/** The line leaves once it is answered: the focus goes on to the next one, or to the page. */
function focusSuccessor(line: HTMLElement): void {
  onCleanup(() => {
    if (!line.contains(document.activeElement)) return;
    queueMicrotask(() => {
      const next = document.querySelector<HTMLElement>("[data-together] button");
      (next ?? document.getElementById("content"))?.focus({ preventScroll: true });
    });
  });
}

function Line(props: LineProps) {
  const faces = () => [
    props.shared.owner,
    ...[...props.shared.companions, ...props.shared.asked].slice(0, 1),
  ];
  return (
    <section
      ref={focusSuccessor}
      aria-label={props.label}
      data-together
      class="mb-7 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card bg-surface-1 px-5 py-3.5 text-14 hairline phone:px-4 [&+[data-together]]:-mt-4"
    >
      <span class="flex -space-x-1.5" aria-hidden="true">
        <For each={faces()}>
          {(person) => (
            <Avatar name={person.name} class="size-8 text-[11px] ring-2 ring-surface-1" />
          )}
        </For>
      </span>
      <p class="min-w-0 flex-1 text-pretty">
        <a href={titlePath(props.shared.media)} class="font-strong hover:underline">
          {props.shared.media.title}
        </a>{" "}
        <span class="text-muted">{props.text}</span>
      </p>
      <span class="flex gap-2 phone:basis-full phone:[&>*]:flex-1">{props.actions}</span>
    </section>
  );
}
