import { A, useLocation } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createEffect, createMemo, For } from "solid-js";
import { Dynamic } from "solid-js/web";
import { user } from "../../api/signedInUser";
import {
  sectionPath,
  sectionsFor,
  type SettingsSection,
} from "../../shared/settings/settingsSections";

/** The sections by group: a list beside the page, or on phones a page. */
export function SectionList(props: { look: "list" | "page" }) {
  const groups = createMemo(() => {
    const sections = sectionsFor(user()?.role);
    return [...new Set(sections.map((section) => section.group))].map((name) => ({
      name,
      sections: sections.filter((section) => section.group === name),
    }));
  });
  return (
    <For each={groups()}>
      {(group) => (
        <section aria-label={group.name} class={props.look === "page" ? "mb-6" : ""}>
          <p class="px-3 pt-3 pb-1 text-12 text-muted max-lg:px-1 max-lg:pt-4 max-lg:pb-2 max-lg:text-13">
            {group.name}
          </p>
          <ul
            class={
              props.look === "page"
                ? "rounded-card bg-surface-1 hairline [&>li+li]:border-t [&>li+li]:border-line"
                : "grid"
            }
          >
            <For each={group.sections}>
              {(section) => (
                <li>
                  {props.look === "page" ? (
                    <PageLine section={section} />
                  ) : (
                    <ListLine section={section} />
                  )}
                </li>
              )}
            </For>
          </ul>
        </section>
      )}
    </For>
  );
}

function ListLine(props: { section: SettingsSection }) {
  const location = useLocation();
  const href = () => sectionPath(props.section.slug);
  const isCurrent = () => location.pathname === href();
  let link!: HTMLAnchorElement;
  // On a low screen the list scrolls.
  createEffect(() => isCurrent() && link.scrollIntoView({ block: "nearest" }));
  return (
    <A
      ref={link}
      href={href()}
      aria-current={isCurrent() ? "page" : undefined}
      class="flex min-h-[34px] items-center gap-3 rounded-control px-3 py-1 text-14 text-muted transition-colors -outline-offset-2! hover:bg-fill hover:text-ink aria-[current=page]:bg-fill aria-[current=page]:font-strong aria-[current=page]:text-ink"
    >
      <Dynamic component={props.section.icon} class="size-[18px] flex-none" aria-hidden="true" />
      {props.section.label}
    </A>
  );
}

function PageLine(props: { section: SettingsSection }) {
  return (
    <A href={sectionPath(props.section.slug)} class="flex items-center gap-4 px-4 py-3">
      <Dynamic
        component={props.section.icon}
        class="size-[18px] flex-none text-muted"
        aria-hidden="true"
      />
      <span class="min-w-0 flex-1">
        <span class="block text-15 font-medium">{props.section.label}</span>
        <span class="block text-13 text-muted">{props.section.text}</span>
      </span>
      <ChevronRight class="size-4 flex-none text-muted" aria-hidden="true" />
    </A>
  );
}
