import type { RouteSectionProps } from "@solidjs/router";
import { lazy, Suspense } from "solid-js";
import { PosterMenuHost } from "../shared/titles/PosterMenuHost";
import { Toasts } from "../ui/Toasts";
import { SignedIn } from "./SignedIn";

const HandoverHost = lazy(() => import("../shared/handover/HandoverHost"));

/** The layout of a signed-in page without navigation: the player. */
export default function PlainFrame(props: RouteSectionProps) {
  return (
    <SignedIn>
      <Suspense>{props.children}</Suspense>
      <PosterMenuHost />
      <Toasts />
      <Suspense>
        <HandoverHost />
      </Suspense>
    </SignedIn>
  );
}
