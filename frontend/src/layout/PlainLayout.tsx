import type { RouteSectionProps } from "@solidjs/router";
import { Suspense } from "solid-js";
import { PosterMenuHost } from "../shared/titles/PosterMenuHost";
import { lazyPart } from "../ui/lazyPart";
import { Toasts } from "../ui/Toasts";
import { RequireSignIn } from "./RequireSignIn";

const HandoverHost = lazyPart(() => import("../shared/handover/HandoverHost"), {
  isOptional: true,
});

/** The layout of a signed-in page without navigation: the player. */
export default function PlainFrame(props: RouteSectionProps) {
  return (
    <RequireSignIn>
      <Suspense>{props.children}</Suspense>
      <PosterMenuHost />
      <Toasts />
      <HandoverHost />
    </RequireSignIn>
  );
}
