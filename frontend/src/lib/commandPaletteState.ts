import { createSignal } from "solid-js";

/** Whether the command palette is open; any page may open it. */
export const [paletteOpen, setPaletteOpen] = createSignal(false);
