import GripVertical from "lucide-solid/icons/grip-vertical";
import { IconButton, type IconButtonSize } from "./IconButton";
import type { Sortable } from "./sortable";

interface SortHandleProps {
  sortable: Sortable;
  index: number;
  /** The name of the item. */
  name: string;
  size: IconButtonSize;
}

/** The button by which an item of a list is dragged, or moved with the keyboard. */
export function SortHandle(props: SortHandleProps) {
  return (
    <IconButton
      {...props.sortable.handle(() => props.index)}
      label={`Move ${props.name}`}
      tone="bare"
      size={props.size}
      class="cursor-grab touch-none active:cursor-grabbing"
    >
      <GripVertical />
    </IconButton>
  );
}
