import { Show } from "solid-js";
import type { Reason } from "../../shared/recommendations/reasonText";

/** Why a title is on the list, with what it is about in ink. */
export function CardReason(props: { reason: Reason | undefined }) {
  return (
    <Show when={props.reason}>
      {(reason) => (
        <>
          {reason().before}
          <b>{reason().name}</b>
          {reason().after}
        </>
      )}
    </Show>
  );
}
