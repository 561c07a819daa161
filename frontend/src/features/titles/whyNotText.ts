/** Why a title is not recommended, in words, and what changes that. */
import type { MediaCard, RecommendationState } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { joinList } from "../../lib/format";
import { traitName } from "../../shared/recommendations/traitText";

export type WhyNot = NonNullable<RecommendationState["whyNot"]>;

/** What a person can do about it; each is done with the title's own actions. */
export type WayBack =
  | "bring_back"
  | "not_seen"
  | "remove_rating"
  | "remove_favorite"
  | "unfollow"
  | "remove_from_watch_later"
  | "forget_status"
  | "watch_later";

export interface WhyNotAnswer {
  text: string;
  way: WayBack | null;
}

export const WAYS: Record<WayBack, string> = {
  bring_back: "Bring back",
  not_seen: "Mark as not seen",
  remove_rating: "Remove your rating",
  remove_favorite: "Remove from favorites",
  unfollow: "Unfollow",
  remove_from_watch_later: "Remove from watch later",
  forget_status: "Forget this status",
  watch_later: "Watch later",
};

function seen(media: MediaCard): WhyNotAnswer {
  const isGame = media.mediaType === "game";
  if (media.watched || media.gameStatus === "completed")
    return {
      text: `You have ${isGame ? "completed" : "seen"} it, and only what is new to you is recommended.`,
      way: "not_seen",
    };
  if (media.ownRating !== null)
    return { text: "You have rated it, so you know it already.", way: "remove_rating" };
  if (media.favorite)
    return { text: "It is one of your favorites, so you know it already.", way: "remove_favorite" };
  return { text: `You have ${isGame ? "played" : "seen"} some of it already.`, way: null };
}

function started(media: MediaCard): WhyNotAnswer {
  if (media.followed) return { text: "You follow it already.", way: "unfollow" };
  const text = "You have started it already.";
  return { text, way: (media.gameStatus ?? media.watchStatus) ? "forget_status" : null };
}

function saved(media: MediaCard): WhyNotAnswer {
  if (media.watchLater)
    return { text: "It waits in your Watch later.", way: "remove_from_watch_later" };
  if (media.gameStatus) return { text: "It is on one of your shelves.", way: "forget_status" };
  return {
    text: "You plan to watch it already.",
    way: media.watchStatus === null ? null : "forget_status",
  };
}

/** "It is from the 1950s; none of the 34 titles you like is that old." */
function apart(
  { unlike }: Partial<RecommendationState>,
  fact: (name: string) => string,
  what: string,
): string {
  if (!unlike) return "Other titles suit you better for now.";
  return `${fact(traitName(unlike))}; none of the ${unlike.likedTitles} titles you like is ${what}.`;
}

/** `media` as the person has marked it; `releaseDate` as `YYYY-MM-DD`, when it is known. */
export function whyNotAnswer(
  why: WhyNot,
  media: MediaCard,
  releaseDate: string | null,
  facts: Partial<RecommendationState> = {},
): WhyNotAnswer {
  switch (why) {
    case "seen":
      return seen(media);
    case "started":
      return started(media);
    case "saved":
      return saved(media);
    case "dropped":
      return { text: "You dropped it.", way: "forget_status" };
    case "dismissed":
      return { text: "You said that it is not for you, or not now.", way: "bring_back" };
    case "not_released":
      return {
        text: releaseDate
          ? `It is not out yet. It comes on ${formatDate(releaseDate)}.`
          : "It is not out yet.",
        way: media.watchLater || media.mediaType === "game" ? null : "watch_later",
      };
    case "rule": {
      const name = facts.rule ? `“${traitName(facts.rule)}”` : "what it is made of";
      return {
        text: `You never want ${name}. Your taste is where that can be changed.`,
        way: null,
      };
    }
    case "region":
      return {
        text: facts.comesOn
          ? `It is out elsewhere, and comes to your country on ${formatDate(facts.comesOn)}.`
          : "It is not out in your country yet.",
        way: media.watchLater || media.mediaType === "game" ? null : "watch_later",
      };
    case "platform":
      return {
        text: `It is not for what you play on: ${joinList(facts.platforms ?? [])}.`,
        way: null,
      };
    case "era":
      return { text: apart(facts, (name) => `It is from the ${name}`, "that old"), way: null };
    case "country":
      return { text: apart(facts, (name) => `It comes from ${name}`, "from there"), way: null };
    case "age_rating":
      return { text: apart(facts, (name) => `Its age rating is “${name}”`, "rated so"), way: null };

    case "franchise":
      return {
        text: "Two others of its series are recommended already, to leave room for the rest.",
        way: null,
      };
    case "new_here":
      return {
        text: "It is newer here than your list, which is made again within a day.",
        way: null,
      };
    case "others_first":
      return {
        text: "Other titles suit you better for now. What you watch and rate changes that.",
        way: null,
      };
  }
}
