import { useLocation } from "@solidjs/router";
import { Show } from "solid-js";
import { lazyPart } from "../ui/lazyPart";
import { DISCOVER, isKindPage } from "./navigation";

const KindRow = lazyPart(() => import("./KindRow"), { isOptional: true });

/** On phones: the kinds and the collections, as the first row of Discover and of their own pages. */
export function PhoneKindLinks() {
  const location = useLocation();
  const isShown = () => location.pathname === DISCOVER.href || isKindPage(location.pathname);

  return (
    <Show when={isShown()}>
      <KindRow />
    </Show>
  );
}
