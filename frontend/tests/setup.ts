// jsdom has no layout, so it offers none of these; the components only need them to exist.
// Tests of plain functions run without a document.
if (typeof window !== "undefined") {
  const { cleanup, configure } = await import("@solidjs/testing-library");
  // The library does this by itself only where it is loaded: files share it, and the document.
  afterEach(cleanup);
  afterAll(() => {
    vi.useRealTimers();
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, "", "/");
  });
  installLayout();
  // What is awaited comes late on a busy machine; the message is shown once it never comes.
  configure({ asyncUtilTimeout: 30_000 });
}

function installLayout(): void {
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
  window.scrollTo = () => undefined;
  document.elementFromPoint = () => null;

  window.matchMedia = (media) =>
    Object.assign(new EventTarget(), {
      matches: false,
      media,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });

  class StillObserver {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
    takeRecords(): [] {
      return [];
    }
  }

  Object.assign(globalThis, { ResizeObserver: StillObserver, IntersectionObserver: StillObserver });
}

export {};
