import { A } from "@solidjs/router";
import Search from "lucide-solid/icons/search";
import SunMoon from "lucide-solid/icons/sun-moon";
import { setPaletteOpen } from "../lib/commandPaletteState";
import { PALETTE_KEYS } from "../lib/keyboard";
import { setTheme, shownTheme } from "../lib/theme";
import { Brand } from "../ui/Brand";
import { IconButton } from "../ui/IconButton";
import { KeyboardKey } from "../ui/KeyboardKey";
import { isScrolled } from "./isScrolled";
import { ProfileMenu } from "./ProfileMenu";

export function TopBar() {
  const openPalette = () => setPaletteOpen(true);

  return (
    <header
      class="fixed top-0 right-0 left-(--side) z-20 flex h-(--bar) items-center gap-3 px-(--gutter) before:absolute before:inset-0 before:-z-1 before:border-b before:border-line before:bg-glass before:opacity-0 before:backdrop-blur-[28px] before:backdrop-saturate-150 before:transition-opacity phone:gap-2"
      classList={{ "before:opacity-100": isScrolled() }}
    >
      <A href="/app/dashboard" aria-label="/seen/, home" class="reach rounded-chip desk:hidden">
        <Brand />
      </A>
      <button
        type="button"
        class="flex h-10 w-[380px] max-w-[46vw] items-center gap-2.5 rounded-pill pr-2 pl-3.5 text-14 text-muted glass hover:text-ink phone:hidden"
        aria-haspopup="dialog"
        aria-keyshortcuts="/ Control+K Meta+K"
        onClick={openPalette}
      >
        <Search class="size-4 flex-none" aria-hidden="true" />
        <span class="truncate">Titles, people, pages, actions</span>
        <KeyboardKey class="ml-auto">{PALETTE_KEYS}</KeyboardKey>
      </button>
      <span class="flex-1" />
      <IconButton
        label="Search"
        tone="glass"
        size="medium"
        class="desk:hidden"
        aria-haspopup="dialog"
        onClick={openPalette}
      >
        <Search />
      </IconButton>
      <IconButton
        label={shownTheme() === "dark" ? "Use the light theme" : "Use the dark theme"}
        tone="glass"
        size="medium"
        class="phone:hidden"
        onClick={() => setTheme(shownTheme() === "dark" ? "light" : "dark")}
      >
        <SunMoon />
      </IconButton>
      <ProfileMenu />
    </header>
  );
}
