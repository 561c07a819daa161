import { Show, type JSX } from "solid-js";

interface PageHeaderProps {
  title: string;
  /** One line below the heading. */
  lead?: JSX.Element;
  /** Controls at the end of the line. */
  end?: JSX.Element;
  class?: string;
}

/** The header of a page without a billboard. */
export function PageHeader(props: PageHeaderProps) {
  return (
    <header
      class={`mb-9 flex flex-wrap items-end justify-between gap-x-8 gap-y-5 phone:mb-7 ${props.class ?? ""}`}
    >
      <div class="min-w-0">
        <h1 class="text-40 tracking-[-.035em] phone:text-32">{props.title}</h1>
        <Show when={props.lead !== undefined}>
          <p class="mt-2 min-h-[1.5em] max-w-[60ch] text-17 text-muted phone:text-15">
            {props.lead}
          </p>
        </Show>
      </div>
      {props.end}
    </header>
  );
}
