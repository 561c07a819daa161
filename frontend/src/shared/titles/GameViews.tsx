import { useNavigate } from "@solidjs/router";
import { SegmentedControl } from "../../ui/SegmentedControl";

const VIEWS = [
  { value: "mine", label: "Your shelves" },
  { value: "all", label: "All games" },
] as const;

/** The two pages of games: the user's shelves, and the catalogue. */
export function GameViews(props: { at: "mine" | "all" }) {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      label="Games"
      options={VIEWS}
      value={props.at}
      onChange={(view) => navigate(view === "all" ? "/app/games/all" : "/app/games")}
    />
  );
}
