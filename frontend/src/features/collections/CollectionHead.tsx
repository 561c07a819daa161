import Ellipsis from "lucide-solid/icons/ellipsis";
import Hand from "lucide-solid/icons/hand";
import Pencil from "lucide-solid/icons/pencil";
import Shuffle from "lucide-solid/icons/shuffle";
import Trash from "lucide-solid/icons/trash";
import UserPlus from "lucide-solid/icons/user-plus";
import WandSparkles from "lucide-solid/icons/wand-sparkles";
import { useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import type { Collection, CollectionPage, MediaCard } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";
import { titlePath } from "../../lib/pagePaths";
import { useTitleActions } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button, ButtonLink, buttonClass } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { PlayIcon } from "../../ui/PlayIcon";
import { CollectionCover } from "../../ui/poster/CollectionCover";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { People } from "./OwnCollectionCard";
import { rulesText } from "./ruleDrafts";

const HEADER =
  "relative mb-7 flex min-h-[340px] items-end px-(--gutter) pt-[calc(var(--bar)+40px)] phone:min-h-[300px]";

function Cover(props: { collection: Collection }) {
  return (
    <div class="absolute top-0 right-0 -bottom-16 -left-(--side) -z-1 mask-b-from-40% mask-b-to-96% phone:left-0">
      <CollectionCover name={props.collection.name} posters={props.collection.posters} wide />
    </div>
  );
}

function Name(props: { collection: Collection }) {
  return (
    <>
      <h1 class="text-56 leading-[1.02] font-semibold tracking-[-.045em] wrap-anywhere text-balance phone:text-40">
        {props.collection.name}
      </h1>
      <Show when={props.collection.description}>
        <p class="mt-4 max-w-[56ch] text-17 text-pretty wrap-anywhere phone:text-15">
          {props.collection.description}
        </p>
      </Show>
    </>
  );
}

export function CatalogueHead(props: { collection: Collection }) {
  return (
    <header class={HEADER}>
      <Cover collection={props.collection} />
      <div class="relative max-w-[640px]">
        <p class="mb-3 text-14 text-muted tabular-nums">
          Collection
          <Show when={props.collection.count > 0}>
            {" "}
            · {pluralize(props.collection.count, "title")}
          </Show>
        </p>
        <Name collection={props.collection} />
      </div>
    </header>
  );
}

interface OwnHeadProps {
  answer: CollectionPage;
  titles: readonly MediaCard[];
  onDelete: () => void;
}

/** The head of a person's collection: what is left of it, and what can be done with it. */
export function OwnHead(props: OwnHeadProps) {
  const navigate = useNavigate();
  const titles = useTitleActions();
  const collection = () => props.answer.collection;
  const seen = () => collection().seenCount ?? 0;
  const editPath = () => `/app/collections/${collection().slug}/edit`;
  const canPlay = (media: MediaCard) => media.atHand && media.mediaType !== "game";
  const surprise = () => {
    const unseen = props.titles.filter((media) => !withUserMarks(media).watched);
    const pool = unseen.length > 0 ? unseen : props.titles;
    const chosen = pool[Math.floor(Math.random() * pool.length)];
    if (chosen) navigate(titlePath(chosen));
  };

  return (
    <header class={HEADER}>
      <Cover collection={collection()} />
      <div class="relative w-full max-w-[640px]">
        <Kind collection={collection()} />
        <Name collection={collection()} />
        <Show when={props.answer.rules}>
          {(rules) => (
            <p class="mt-3 max-w-[60ch] text-14 text-muted">
              {rules().match === "all" ? "All of: " : "Any of: "}
              {rulesText(rules())}. What you have seen and rated decides what you see here.
            </p>
          )}
        </Show>
        <Show when={collection().count > 0}>
          <div class="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 text-14 tabular-nums">
            <ProgressBar
              class="w-[220px] phone:w-full"
              label="Seen of this collection"
              percent={(100 * seen()) / collection().count}
            />
            <span>
              <b class="font-strong">
                {seen()} of {collection().count}
              </b>{" "}
              <span class="text-muted">seen</span>
            </span>
            <Show when={props.answer.minutesLeft}>
              {(minutes) => <span class="text-muted">{formatMinutes(minutes())} to go</span>}
            </Show>
          </div>
        </Show>
        <div class="mt-6 flex flex-wrap gap-3">
          <Show when={props.answer.next}>
            {(next) => (
              <Button
                tone="primary"
                class="min-w-0 max-w-full phone:w-full"
                onClick={() =>
                  canPlay(next()) ? void titles.play(next()) : navigate(titlePath(next()))
                }
              >
                <Show when={canPlay(next())} fallback="Next">
                  <PlayIcon />
                  Play next
                </Show>
                <span class="truncate font-normal opacity-68">{next().title}</span>
              </Button>
            )}
          </Show>
          <Show when={collection().count > 1}>
            <Button class="phone:flex-1" onClick={surprise}>
              <Shuffle class="size-4.5" aria-hidden="true" />
              Surprise me
            </Button>
          </Show>
          <Show when={collection().isOwn}>
            <ButtonLink
              href={`${editPath()}#sharing`}
              class="size-12 px-0!"
              aria-label="Share"
              title="Share"
            >
              <UserPlus class="size-5" aria-hidden="true" />
            </ButtonLink>
            <Menu
              label="More"
              triggerClass={buttonClass({ class: "size-12 px-0!" })}
              trigger={<Ellipsis class="size-5" aria-hidden="true" />}
              groups={[
                {
                  items: [
                    {
                      value: "edit",
                      label: "Edit",
                      icon: <Pencil />,
                      onSelect: () => navigate(editPath()),
                    },
                    {
                      value: "delete",
                      label: "Delete",
                      icon: <Trash />,
                      tone: "bad",
                      onSelect: () => props.onDelete(),
                    },
                  ],
                },
              ]}
            />
          </Show>
        </div>
      </div>
    </header>
  );
}

/** Whose it is, with whom it is shared, and how it is filled. */
function Kind(props: { collection: Collection }) {
  const sharing = () => {
    const { owner, isOwn, sharedWith, visibility } = props.collection;
    if (!isOwn) return `By ${owner?.name ?? ""}`;
    if (sharedWith.length > 0) return `Shared with ${sharedWith.map((one) => one.name).join(", ")}`;
    return visibility === "house" ? "Everyone here can look" : "Only you";
  };
  return (
    <p class="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 text-14 text-muted">
      <People collection={props.collection} />
      {sharing()}
      <span class="flex items-center gap-1.5">
        <Show when={props.collection.strategy === "smart"} fallback={<Hand class="size-4" />}>
          <WandSparkles class="size-4" />
        </Show>
        {props.collection.strategy === "smart" ? "Smart" : "Manual"}
      </span>
    </p>
  );
}

export function HeadSkeleton() {
  return (
    <div class="mb-9 flex min-h-[340px] flex-col justify-end px-(--gutter)" aria-hidden="true">
      <Skeleton class="h-4 w-32" />
      <Skeleton class="mt-4 h-14 w-[420px] max-w-full" />
      <Skeleton class="mt-5 h-5 w-[520px] max-w-full" />
    </div>
  );
}
