// Of the page without a connection: goes on as soon as the server answers.
(function () {
  var PROBE_INTERVAL_MS = 3000;

  function reload() {
    location.reload();
  }
  function probe() {
    fetch("/api/v1/health/live", { cache: "no-store" }).then(
      function (answer) {
        if (answer.ok) reload();
      },
      function () {
        // Asked again.
      },
    );
  }
  document.getElementById("again").addEventListener("click", reload);
  addEventListener("online", probe);
  setInterval(probe, PROBE_INTERVAL_MS);
})();
