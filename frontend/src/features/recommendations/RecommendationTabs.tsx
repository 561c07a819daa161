import Armchair from "lucide-solid/icons/armchair";
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import { For } from "solid-js";

const PAGES = [
  { href: "/app/recommendations", label: "For you" },
  { href: "/app/recommendations/tonight", label: "Tonight", icon: Armchair },
  { href: "/app/recommendations/taste", label: "Tune", icon: SlidersHorizontal },
] as const;

type Path = (typeof PAGES)[number]["href"];

/** The pages of recommendations, as one control; links, so that each opens in a new tab too. */
export function RecommendationTabs(props: { at: Path; class?: string }) {
  return (
    <nav
      aria-label="Recommendations"
      class={`flex gap-0.5 rounded-pill bg-fill p-[3px] phone:w-full ${props.class ?? ""}`}
    >
      <For each={PAGES}>
        {(page) => (
          <a
            href={page.href}
            aria-current={page.href === props.at ? "page" : undefined}
            class="reach inline-flex h-9 items-center justify-center gap-2 rounded-pill px-4 text-14 text-muted transition-[background-color,color] hover:text-ink aria-[current]:bg-seg aria-[current]:font-strong aria-[current]:text-ink aria-[current]:shadow-small phone:flex-1 [&>svg]:size-4"
          >
            {"icon" in page && <page.icon aria-hidden="true" />}
            {page.label}
          </a>
        )}
      </For>
    </nav>
  );
}
