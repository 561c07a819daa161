// jsdom has no layout, so it offers none of these; the components only need them to exist.
// Tests of plain functions run without a document.
if (typeof window !== "undefined") installLayout();

function installLayout(): void {
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
  window.scrollTo = () => undefined;

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
