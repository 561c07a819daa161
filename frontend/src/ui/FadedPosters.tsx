import { lazyPart } from "./lazyPart";

/** Three faded posters above the message of an empty or failed page, where they can be loaded. */
export const FadedPosters = lazyPart(() => import("./FadedPosterImages"), {
  skeleton: () => <div class="mb-2.5 h-[111px]" />,
  isOptional: true,
});
