import { createAsync, Navigate } from "@solidjs/router";
import { Show } from "solid-js";
import { findStartPage } from "../shared/startPage";

/** `/app` leads to the page the person starts with. */
export default function StartPageRedirect() {
  const page = createAsync(() => findStartPage());
  return <Show when={page()}>{(slug) => <Navigate href={`/app/${slug()}`} />}</Show>;
}
