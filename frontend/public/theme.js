// Sets what the first paint needs to know: the theme and the width of the sidebar. Kept in step
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
})();
