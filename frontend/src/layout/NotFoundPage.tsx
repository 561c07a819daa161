import { pageTitle } from "../lib/pageTitle";
import { ButtonLink } from "../ui/Button";

export default function NotFoundPage() {
  pageTitle(() => "Page not found");
  return (
    <div class="relative isolate grid min-h-[calc(100dvh-96px)] content-center justify-items-center gap-4 overflow-hidden px-(--gutter) text-center">
      <p
        class="absolute top-1/2 left-1/2 -z-1 -translate-x-1/2 -translate-y-[86%] bg-linear-to-b from-fill-2 to-transparent bg-clip-text text-[min(46vw,440px)] leading-none font-extrabold tracking-[-.09em] text-transparent select-none"
        aria-hidden="true"
      >
        404
      </p>
      <h1 class="text-40 tracking-[-.035em] phone:text-32">Page not found</h1>
      <p class="max-w-[44ch] text-17 text-muted text-pretty phone:text-15">
        The page may have moved, or the link may be missing a letter.
      </p>
      <div class="mt-4 flex flex-wrap justify-center gap-3">
        <ButtonLink href="/app/dashboard" tone="primary">
          Go home
        </ButtonLink>
        <ButtonLink href="/app/discover">Discover</ButtonLink>
      </div>
    </div>
  );
}
