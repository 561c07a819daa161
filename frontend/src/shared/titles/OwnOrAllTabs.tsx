import { useNavigate } from "@solidjs/router";
import type { MediaType } from "../../api/types";
import { SegmentedControl } from "../../ui/RadioGroup";

type View = "mine" | "all";

const VIEWS: Record<MediaType, { label: string; paths: Record<View, string>; mine: string }> = {
  movie: {
    label: "Movies",
    paths: { mine: "/app/movies/mine", all: "/app/movies" },
    mine: "Mine",
  },
  show: { label: "Shows", paths: { mine: "/app/shows/mine", all: "/app/shows" }, mine: "Mine" },
  game: {
    label: "Games",
    paths: { mine: "/app/games", all: "/app/games/all" },
    mine: "Your shelves",
  },
};

/** The two pages of a kind: the titles of the user, and the catalogue. */
export function OwnOrAllTabs(props: { type: MediaType; at: View }) {
  const navigate = useNavigate();
  const views = () => VIEWS[props.type];
  return (
    <SegmentedControl
      label={views().label}
      options={[
        { value: "mine", label: views().mine },
        { value: "all", label: `All ${views().label.toLowerCase()}` },
      ]}
      value={props.at}
      onChange={(view) => navigate(views().paths[view])}
    />
  );
}
