// Sets what the first paint needs to know: the theme, the width of the sidebar, and which scripts
// the page needs. Kept in step
// with src/lib/theme.ts and src/layout/sidebarState.ts.
(function () {
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage can be refused; everyone then starts with the defaults.
      return null;
    }
  }
  var theme = stored("seen.theme");
  var light =
    theme === "light" ||
    (theme === "system" && matchMedia("(prefers-color-scheme: light)").matches);
  var root = document.documentElement;
  root.dataset.theme = light ? "light" : "dark";
  root.dataset.nav = stored("seen.nav") === "mini" ? "mini" : "full";

  // Written by build/routePreloads.ts; not there while the pages are served by Vite.
  var pages = document.getElementById("page-scripts");
  var page = JSON.parse((pages && pages.textContent) || "[]").find(function (each) {
    return new RegExp(each[0]).test(location.pathname);
  });
  (page || []).slice(1).forEach(function (file) {
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.href = "/" + file;
    document.head.append(link);
  });
})();
