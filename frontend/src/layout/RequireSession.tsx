import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, Show, type ParentProps } from "solid-js";
import { sessionState } from "../api/session";

/**
 * Its children for whoever is signed in; everybody else is taken to the sign-in page, and back
 * after. While that is not known the children are shown too: their requests wait for the answer.
 */
export function SignedIn(props: ParentProps) {
  const location = useLocation();
  const navigate = useNavigate();
  const signInPath = () =>
    `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

  createEffect<string>((before) => {
    const now = sessionState();
    if (now === "out") {
      // A session that ended takes what it had fetched with it: the next may be somebody else's.
      if (before === "in") window.location.replace(signInPath());
      else navigate(signInPath(), { replace: true });
    }
    return now;
  }, sessionState());

  return <Show when={sessionState() !== "out"}>{props.children}</Show>;
}
