import ArrowDownWideNarrow from "lucide-solid/icons/arrow-down-wide-narrow";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { Menu } from "./Menu";

interface SortMenuProps<T extends string> {
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (sort: T) => void;
}

/** The order of a list: a button that names it and opens the others. */
export function SortMenu<T extends string>(props: SortMenuProps<T>) {
  const label = () => props.options.find(({ value }) => value === props.value)?.label ?? "";
  return (
    <Menu
      label={`Sorted by ${label()}`}
      triggerClass="reach inline-flex h-9 items-center gap-2 rounded-pill px-3.5 text-14 whitespace-nowrap text-muted transition-[background-color,color] press hover:bg-fill hover:text-ink"
      trigger={
        <>
          <ArrowDownWideNarrow class="size-4" aria-hidden="true" />
          {label()}
          <ChevronDown class="size-3.5" aria-hidden="true" />
        </>
      }
      groups={[
        {
          title: "Sort by",
          items: props.options.map((sort) => ({
            value: sort.value,
            label: sort.label,
            chosen: sort.value === props.value,
            onSelect: () => props.onChange(sort.value),
          })),
        },
      ]}
    />
  );
}
