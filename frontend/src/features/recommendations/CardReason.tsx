import type { Recommendation } from "../../api/types";
import { cardReason } from "../../shared/recommendations/reasonText";

/** Why a title is on the list, with what it is about in ink. */
export function CardReason(props: { item: Recommendation; isInRail?: boolean }) {
  const reason = () => cardReason(props.item.because, props.isInRail ?? false);
  return (
    <>
      {reason().before}
      <b>{reason().name}</b>
      {reason().after}
    </>
  );
}
