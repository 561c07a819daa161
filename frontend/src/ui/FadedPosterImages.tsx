import { For } from "solid-js";
import { gradientOf } from "./poster/generatedPictureUrl";

/** Drawings of the seed catalogue, which are part of the site. */
const DRAWN = ["/art/nosferatu-poster.svg", "/art/metropolis-poster.svg", "/art/moon-poster.svg"];

const TILT = ["-rotate-8 translate-y-2", "z-1 opacity-60", "rotate-8 translate-y-2"];

/**
 * Three faded posters above the message of an empty or failed page. Decorative: without a connection
 * their colours alone.
 */
export default function FadedPosterImages(props: { posters?: readonly string[] }) {
  return (
    <div class="mb-2.5 flex" aria-hidden="true">
      <For each={(props.posters ?? DRAWN).slice(0, 3)}>
        {(src, index) => (
          <span
            class={`-mx-[9px] h-[111px] w-[74px] overflow-hidden rounded-control opacity-42 grayscale ${TILT[index()] ?? ""}`}
            style={{ background: gradientOf(src) }}
          >
            <img
              src={src}
              alt=""
              width="74"
              height="111"
              class="size-full object-cover"
              onError={(event) => (event.currentTarget.hidden = true)}
            />
          </span>
        )}
      </For>
    </div>
  );
}
