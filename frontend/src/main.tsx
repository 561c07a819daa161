import { Router } from "@solidjs/router";
import { render } from "solid-js/web";
import { watchInstallPrompt } from "./lib/installPrompt";
import { reloadOnStaleChunk } from "./lib/reloadOnStaleChunk";
import { trackScrollPositions } from "./lib/scrollRestoration";
import { watchTheme } from "./lib/theme";
import { PageErrorBoundary } from "./layout/PageErrorBoundary";
import { routes } from "./routes";
import "./styles/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

watchTheme();
watchInstallPrompt();
reloadOnStaleChunk();
trackScrollPositions();
render(
  () => (
    <Router root={PageErrorBoundary} scrollRestoration>
      {routes}
    </Router>
  ),
  root,
);
