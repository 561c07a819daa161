import { Router } from "@solidjs/router";
import { render } from "solid-js/web";
import { whenAnswering } from "./api/connection";
import { watchInstallPrompt } from "./lib/installPrompt";
import { reloadOnStaleChunk } from "./lib/reloadOnStaleChunk";
import { trackScrollPositions } from "./lib/scrollRestoration";
import { watchTheme } from "./lib/theme";
import { routes } from "./routes";
import "./styles/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

watchTheme();
watchInstallPrompt();
reloadOnStaleChunk(whenAnswering);
trackScrollPositions();
render(() => <Router scrollRestoration>{routes}</Router>, root);
