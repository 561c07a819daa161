import { createSignal, For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { Backdrop } from "./poster/Backdrop";
import { titleSize } from "./titleSize";

interface BillboardProps {
  title: string;
  /** Where it is not the page's. */
  titleLanguage?: string | null;
  year: number | null;
  genres: readonly string[];
  backdropUrl: string | null;
  backdropPlaceholder: string | null;
  logoUrl: string | null;
  /** A line above the title: why it is shown. */
  eyebrow?: JSX.Element;
  /** Year, running time and genres, as far as known. */
  meta: readonly string[];
  certificate?: string | null;
  tagline?: string | null;
  taglineLanguage?: string | null;
  /** Up to two buttons, and icon buttons. */
  actions: JSX.Element;
  /** Between facts and tagline: scores. */
  scores?: JSX.Element;
  /** Below the buttons. */
  children?: JSX.Element;
  /** A title's own page is taller and is the target of the poster's view transition. */
  kind?: "hero" | "detail";
  /** More stands over the picture than usual: on phones it is longer. */
  isLong?: boolean;
  heading?: "h1" | "h2";
  label?: string;
}

const HEIGHT = {
  hero: "min-h-[568px] phone:min-h-[640px] wide:min-h-[700px]",
  detail: "min-h-[640px] phone:min-h-[680px] wide:min-h-[700px]",
} as const;

const TAGLINE = {
  hero: "mt-4 max-w-[52ch] text-17 leading-normal phone:text-15",
  detail:
    "mt-[22px] max-w-[24em] text-22 leading-[1.35] font-light tracking-[-.02em] phone:text-17",
} as const;

/** On phones: on a line of its own above "Details", or beside a title's icon buttons. */
const MAIN_BUTTON = {
  hero: "phone:[&>.bg-btn]:flex-[1_0_100%]",
  detail: "phone:[&>.bg-btn]:flex-1",
} as const;

/** A full-width picture that fades into the page background, with the text over it. */
export function Billboard(props: BillboardProps) {
  return (
    <section
      aria-label={props.label ?? props.title}
      class={`relative flex items-end px-(--gutter) pt-[calc(var(--bar)+40px)] pb-10 phone:pb-4 ${HEIGHT[props.kind ?? "hero"]}`}
      classList={{ "phone:min-h-[850px]!": props.isLong }}
    >
      <BillboardBackdrop {...props} />
      <div class="relative w-full">
        <div class="max-w-[600px]">
          <Show when={props.eyebrow}>
            <div class="mb-5 flex items-center gap-2 text-13 font-medium phone:mb-3.5 [&_svg]:size-4 [&_svg]:flex-none [&_svg]:text-accent-text">
              {props.eyebrow}
            </div>
          </Show>
          <BillboardTitle {...props} />
          {/* Over a picture of any colour muted text would be too faint. */}
          <div class="overflow-x-clip text-14 text-ink/85 tabular-nums">
            <div class="-ml-6 flex flex-wrap items-center gap-y-1.5">
              <MetaLine meta={props.meta} certificate={props.certificate ?? null} />
            </div>
          </div>
          {props.scores}
          <Show when={props.tagline}>
            <p
              class={`text-pretty ${TAGLINE[props.kind ?? "hero"]}`}
              dir="auto"
              lang={props.taglineLanguage ?? undefined}
            >
              {props.tagline}
            </p>
          </Show>
        </div>
        {/* The buttons stay on one line: they may go further than the words. */}
        <div
          class={`mt-[26px] flex max-w-[760px] flex-wrap items-center gap-3 phone:gap-2.5 ${MAIN_BUTTON[props.kind ?? "hero"]}`}
        >
          {props.actions}
        </div>
        <div class="max-w-[600px]">{props.children}</div>
      </div>
    </section>
  );
}

function BillboardBackdrop(props: BillboardProps) {
  let hasPicture = false;
  /** The first picture is there at once; one that takes its place fades in. */
  const fadeChange = (picture: HTMLElement) => {
    picture.classList.toggle("backdrop-in", hasPicture);
    hasPicture = true;
  };
  return (
    <div
      class="absolute top-0 right-0 -bottom-[90px] -left-(--side) -z-1 overflow-hidden phone:bottom-auto phone:left-0 phone:h-[470px]"
      classList={{ "title-art": props.kind === "detail" }}
      aria-hidden="true"
    >
      <Show when={`${props.title}|${props.backdropUrl ?? ""}`} keyed>
        <div
          ref={fadeChange}
          class="size-full backdrop-mask [&_img]:object-[70%_42%] phone:[&_img]:object-[76%_50%]"
        >
          <Backdrop media={props} first />
        </div>
      </Show>
      {/* On phones the brand name is drawn over a picture of any colour. */}
      <div class="absolute inset-x-0 top-0 h-28 bg-linear-to-b from-bg/70 to-transparent desk:hidden" />
    </div>
  );
}

/** Longer titles are set smaller, so that the buttons stay on the first screen. */
const SET = {
  large: "text-56 leading-[1.02] tracking-[-.045em] phone:text-40 phone:tracking-[-.035em]",
  middle: "text-40 leading-[1.06] tracking-[-.035em] phone:text-32",
  small: "text-28 leading-[1.15] tracking-[-.028em] phone:text-22",
} as const;

function BillboardTitle(props: BillboardProps) {
  const [failed, setFailed] = createSignal<string>();
  const logo = () => (props.logoUrl === failed() ? null : props.logoUrl);
  return (
    <Dynamic
      component={props.heading ?? "h1"}
      class={`mb-[22px] text-left font-semibold text-balance [overflow-wrap:anywhere] phone:mb-4 ${SET[titleSize(props.title)]}`}
      dir="auto"
      lang={props.titleLanguage ?? undefined}
    >
      <Show when={logo()} fallback={props.title}>
        {(src) => (
          <img
            src={src()}
            alt={props.title}
            class="-ml-0.5 h-[92px] w-full object-contain max-w-[42vw] object-left-bottom [filter:var(--logo-filter)] phone:h-16 phone:w-[86%] phone:max-w-none wide:h-[116px]"
            fetchpriority="high"
            draggable={false}
            onError={() => setFailed(src())}
          />
        )}
      </Show>
    </Dynamic>
  );
}

/** Facts separated by dots; the certificate has a frame and no dots around it. */
function MetaLine(props: { meta: readonly string[]; certificate: string | null }) {
  const first = () => props.meta.slice(0, 2);
  const rest = () => props.meta.slice(2);
  return (
    <>
      <For each={first()}>{(fact) => <Fact text={fact} />}</For>
      <Show when={props.certificate}>
        <span class="ml-6 rounded-chip px-1.5 py-px text-12 shadow-[inset_0_0_0_1px_var(--text-faint)]">
          {props.certificate}
        </span>
      </Show>
      <For each={rest()}>
        {(fact, index) => (
          <Fact text={fact} isPlain={index() === 0 && props.certificate !== null} />
        )}
      </For>
    </>
  );
}

/** The dot before a fact stands outside of the line, cut off, where the fact begins a line. */
function Fact(props: { text: string; isPlain?: boolean }) {
  return (
    <span class="flex">
      <span class="w-6 flex-none text-center text-faint" aria-hidden="true">
        {props.isPlain ? "" : "·"}
      </span>
      {props.text}
    </span>
  );
}
