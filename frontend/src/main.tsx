import { Router } from "@solidjs/router";
import { render } from "solid-js/web";
import { refresh } from "./api/session";
import { reloadOnStaleChunk } from "./lib/reloadOnStaleChunk";
import { trackScrollPositions } from "./lib/scrollRestoration";
import { watchTheme } from "./lib/theme";
import { routes } from "./routes";
import "./styles/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

watchTheme();
reloadOnStaleChunk();
trackScrollPositions();
// When the server is away, the page that needs it says so.
refresh().catch(() => undefined);
// A moment later: drawing the frame would otherwise hold that first question up.
setTimeout(() => render(() => <Router scrollRestoration>{routes}</Router>, root), 4);
