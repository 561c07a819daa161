import { A } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import type { MediaDetail, Offer } from "../../api/types";
import { countryName } from "../../lib/format";
import { srcsetOf } from "../../ui/poster/srcset";
import { offerGroups } from "./watchOffers";

/** Streaming, rental and purchase offers elsewhere. */
export function WhereToWatch(props: { title: MediaDetail }) {
  const groups = () => offerGroups(props.title.offers);

  return (
    <Show when={groups().length > 0}>
      <section class="mt-11" aria-label="Where to watch">
        <div class="mb-4 flex items-center gap-4">
          <h2 class="text-17">Where to watch</h2>
          <A
            href="/app/settings/preferences"
            class="reach text-13 text-muted hover:text-ink hover:underline"
            title="Change your country"
          >
            {countryName(props.title.offers[0]?.region ?? "")}
          </A>
        </div>
        <div class="grid gap-4">
          <For each={groups()}>
            {(group) => (
              <div class="grid grid-cols-[64px_minmax(0,1fr)] items-start">
                <h3 class="pt-3 text-13 font-medium tracking-normal text-muted">{group.title}</h3>
                <ul class="flex flex-wrap gap-2.5">
                  <For each={group.offers}>
                    {(offer) => (
                      <li>
                        <Service offer={offer} />
                      </li>
                    )}
                  </For>
                </ul>
              </div>
            )}
          </For>
        </div>
        <Show when={props.title.metadata.provider === "tmdb"}>
          <p class="mt-4 text-12 text-muted">Offers by JustWatch.</p>
        </Show>
      </section>
    </Show>
  );
}

function Service(props: { offer: Offer }) {
  const [failed, setFailed] = createSignal(false);
  const inside = (
    <>
      <Show
        when={!failed() && props.offer.logoUrl}
        fallback={
          <span class="grid size-8 flex-none place-items-center rounded-[9px] bg-fill-2 text-13 font-strong">
            {props.offer.providerName.charAt(0)}
          </span>
        }
      >
        {(src) => (
          <img
            src={src()}
            srcset={srcsetOf(src(), "profile")}
            sizes="32px"
            alt=""
            width="32"
            height="32"
            loading="lazy"
            decoding="async"
            class="size-8 flex-none rounded-[9px] object-cover"
            onError={() => setFailed(true)}
          />
        )}
      </Show>
      <span class="text-14">{props.offer.providerName}</span>
    </>
  );
  const look = "flex h-11 items-center gap-2.5 rounded-card bg-surface-1 pr-4 pl-1.5 hairline";
  return (
    <Show when={props.offer.link} fallback={<span class={look}>{inside}</span>}>
      {(link) => (
        <a
          href={link()}
          target="_blank"
          rel="noopener noreferrer"
          class={`${look} transition-colors hover:bg-surface-2`}
        >
          {inside}
        </a>
      )}
    </Show>
  );
}
