import type { RouteSectionProps } from "@solidjs/router";
import { SignedIn } from "./SignedIn";

/** A signed-in page without the frame: the player. */
export default function PlainFrame(props: RouteSectionProps) {
  return <SignedIn>{props.children}</SignedIn>;
}
