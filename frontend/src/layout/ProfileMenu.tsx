import { lazy } from "solid-js";
import { user } from "../api/signedInUser";
import { Avatar } from "../ui/Avatar";
import { preloadOf } from "../ui/lazyPart";
import { MenuButton } from "../ui/Menu";

const LABEL = "Profile";
const OpenedProfileMenu = lazy(() => import("./OpenedProfileMenu"));

export function ProfileMenu() {
  const name = () => user()?.displayName || user()?.email || "";
  const face = () => <Avatar name={name()} picture={user()?.picture} />;
  return (
    <MenuButton label={LABEL} trigger={face()} preload={preloadOf(OpenedProfileMenu)}>
      <OpenedProfileMenu label={LABEL} name={name()} trigger={face()} />
    </MenuButton>
  );
}
