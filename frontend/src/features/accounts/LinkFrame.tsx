import { Match, Switch, type JSX } from "solid-js";
import { ButtonLink } from "../../ui/Button";
import { AccountFrame, FormSkeleton } from "./AccountFrame";

/** The page behind a link that administrators give out: its form, or that the link has expired. */
export function LinkFrame(props: {
  title: string;
  text: string;
  /** Whether the server has not responded yet. */
  isWaiting: boolean;
  /** Whether the link was used or has expired. */
  isOver: boolean;
  /** The form of a valid link. */
  children: JSX.Element;
}) {
  return (
    <AccountFrame
      title={props.isOver ? "This link is over" : props.title}
      text={
        props.isOver ? "It was used already, or it has expired. Ask for a new one." : props.text
      }
      isWaiting={props.isWaiting}
    >
      <Switch fallback={props.children}>
        <Match when={props.isWaiting}>
          <FormSkeleton />
        </Match>
        <Match when={props.isOver}>
          <ButtonLink href="/sign-in" tone="primary">
            Sign in
          </ButtonLink>
        </Match>
      </Switch>
    </AccountFrame>
  );
}
