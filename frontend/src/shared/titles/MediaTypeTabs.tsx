import { SegmentedControl } from "../../ui/RadioGroup";
import { KINDS, type Kind } from "./mediaKinds";

/** Tabs that select the title type. */
export function MediaTypeTabs(props: { value: Kind; onChange: (kind: Kind) => void }) {
  return (
    <SegmentedControl label="Kind" options={KINDS} value={props.value} onChange={props.onChange} />
  );
}
