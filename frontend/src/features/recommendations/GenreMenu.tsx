import { Menu } from "../../ui/Menu";

interface GenreMenuProps {
  genres: readonly { slug: string; name: string }[];
  /** A slug; undefined for any genre. */
  chosen: string | undefined;
  onChange: (slug: string | undefined) => void;
}

const MAX_GENRES = 20;

/** One genre, or any. */
export function GenreMenu(props: GenreMenuProps) {
  const name = () => props.genres.find(({ slug }) => slug === props.chosen)?.name ?? "Any genre";
  return (
    <Menu
      label={`Genre: ${name()}`}
      triggerClass="reach inline-flex h-9 w-auto items-center rounded-pill px-4 text-14 text-muted hairline hover:bg-fill hover:text-ink"
      trigger={<>{name()}</>}
      groups={[
        {
          items: [
            {
              value: "",
              label: "Any genre",
              chosen: props.chosen === undefined,
              onSelect: () => props.onChange(undefined),
            },
            ...props.genres.slice(0, MAX_GENRES).map(({ slug, name }) => ({
              value: slug,
              label: name,
              chosen: slug === props.chosen,
              onSelect: () => props.onChange(slug),
            })),
          ],
        },
      ]}
    />
  );
}
