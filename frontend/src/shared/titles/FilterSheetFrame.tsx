import type { ParentProps } from "solid-js";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";

interface FilterSheetFrameProps {
  open: boolean;
  onClose: () => void;
  /** How much the list behind the sheet has; empty while it is not known. */
  totalText: string;
  canClear: boolean;
  onClear: () => void;
}

/** The sheet around the filters of a list. Changes apply at once to the list behind it. */
export function FilterSheetFrame(props: ParentProps<FilterSheetFrameProps>) {
  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      title="Filters"
      actions={
        <>
          <Button tone="primary" size="medium" class="flex-1" onClick={() => props.onClose()}>
            {props.totalText === "" ? "Show them" : `Show ${props.totalText.toLowerCase()}`}
          </Button>
          <Button
            tone="ghost"
            size="medium"
            disabled={!props.canClear}
            onClick={() => props.onClear()}
          >
            Clear all
          </Button>
        </>
      }
    >
      {props.children}
    </Sheet>
  );
}
