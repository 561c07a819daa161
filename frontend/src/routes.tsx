import { Navigate, type RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import StartPageRedirect from "./layout/StartPageRedirect";

const AppFrame = lazy(() => import("./layout/AppLayout"));
const PlainFrame = lazy(() => import("./layout/PlainLayout"));
const NotFoundPage = lazy(() => import("./layout/NotFoundPage"));
const BrowsePage = lazy(() => import("./features/browse/BrowsePage"));
const OwnTitlesPage = lazy(() => import("./features/browse/OwnTitlesPage"));

/** Title pages have numeric ids; any other path is not found. */
const byNumber = { id: /^\d+$/ };

/** Every page is a separate chunk; the layout around them stays mounted. */
export const routes: RouteDefinition[] = [
  { path: "/", component: () => <Navigate href="/app" /> },
  { path: "/sign-in", component: lazy(() => import("./features/accounts/SignInPage")) },
  { path: "/app/invite/:token", component: lazy(() => import("./features/accounts/InvitePage")) },
  {
    path: "/app/new-password/:token",
    component: lazy(() => import("./features/accounts/NewPasswordPage")),
  },
  {
    path: "/app/welcome",
    component: PlainFrame,
    children: { path: "/", component: lazy(() => import("./features/settings/WelcomePage")) },
  },
  {
    path: "/app/play/download/:jobId",
    component: PlainFrame,
    children: {
      path: "/",
      component: lazy(() => import("./features/player/DownloadPlaybackPage")),
    },
  },
  {
    // The player fills the window, without the layout.
    path: "/app/play/:libraryItemId",
    component: PlainFrame,
    children: { path: "/", component: lazy(() => import("./features/player/PlayerPage")) },
  },
  {
    path: "/app",
    component: AppFrame,
    children: [
      { path: "/", component: StartPageRedirect },
      {
        path: "/dashboard",
        component: lazy(() => import("./features/dashboard/DashboardPage")),
      },
      { path: "/discover", component: lazy(() => import("./features/discover/DiscoverPage")) },
      {
        path: "/discover/:section",
        component: lazy(() => import("./features/discover/SectionPage")),
      },
      { path: "/genre/:slug", component: lazy(() => import("./features/discover/GenrePage")) },
      { path: "/movies", component: BrowsePage },
      { path: "/movies/mine", component: OwnTitlesPage },
      { path: "/shows", component: BrowsePage },
      { path: "/shows/mine", component: OwnTitlesPage },
      { path: "/games", component: lazy(() => import("./features/games/GamesPage")) },
      { path: "/games/all", component: BrowsePage },
      {
        path: "/movies/:id",
        matchFilters: byNumber,
        component: lazy(() => import("./features/titles/MoviePage")),
      },
      {
        path: "/shows/:id",
        matchFilters: byNumber,
        component: lazy(() => import("./features/titles/ShowPage")),
      },
      {
        path: "/games/:id",
        matchFilters: byNumber,
        component: lazy(() => import("./features/titles/GamePage")),
      },
      {
        path: "/people/:id",
        matchFilters: byNumber,
        component: lazy(() => import("./features/people/PersonPage")),
      },
      {
        path: "/collections",
        component: lazy(() => import("./features/collections/CollectionsPage")),
      },
      {
        path: "/collections/new",
        component: lazy(() => import("./features/collections/CollectionEditorPage")),
      },
      {
        path: "/collections/:slug/edit",
        component: lazy(() => import("./features/collections/CollectionEditorPage")),
      },
      {
        path: "/collections/:slug",
        component: lazy(() => import("./features/collections/CollectionPage")),
      },
      {
        path: "/recommendations",
        component: lazy(() => import("./features/recommendations/ForYouPage")),
      },
      {
        path: "/recommendations/taste",
        component: lazy(() => import("./features/recommendations/TastePage")),
      },
      {
        path: "/recommendations/tonight",
        component: lazy(() => import("./features/recommendations/TonightPage")),
      },
      { path: "/calendar", component: lazy(() => import("./features/calendar/CalendarPage")) },
      {
        path: "/continue",
        component: lazy(() => import("./features/player/ContinueWatchingRedirect")),
      },
      { path: "/search", component: lazy(() => import("./features/search/SearchPage")) },
      { path: "/watch-later", component: lazy(() => import("./features/saved/WatchLaterPage")) },
      { path: "/tags", component: lazy(() => import("./features/saved/TagsPage")) },
      { path: "/wanted", component: lazy(() => import("./features/watchlist/WantedPage")) },
      { path: "/following", component: lazy(() => import("./features/watchlist/FollowingPage")) },
      { path: "/favorites", component: lazy(() => import("./features/saved/FavoritesPage")) },
      { path: "/watched", component: lazy(() => import("./features/saved/WatchedPage")) },
      { path: "/stats", component: lazy(() => import("./features/stats/StatsPage")) },
      { path: "/downloads", component: lazy(() => import("./features/downloads/DownloadsPage")) },
      { path: "/library", component: lazy(() => import("./features/library/LibraryPage")) },
      { path: "/library/files", component: lazy(() => import("./features/library/FilesPage")) },
      {
        path: "/library/recycle-folder",
        component: lazy(() => import("./features/library/RecycleFolderPage")),
      },
      {
        path: "/library/duplicates",
        component: lazy(() => import("./features/library/DuplicatesPage")),
      },
      { path: "/library/storage", component: lazy(() => import("./features/library/StoragePage")) },
      { path: "/library/imports", component: lazy(() => import("./features/library/ImportsPage")) },
      { path: "/library/review", component: lazy(() => import("./features/library/ReviewPage")) },
      {
        path: "/settings",
        component: lazy(() => import("./features/settings/SettingsLayout")),
        children: [
          { path: "/", component: lazy(() => import("./features/settings/SettingsIndex")) },
          {
            path: "/account",
            component: lazy(() => import("./features/settings/AccountSection")),
          },
          {
            path: "/appearance",
            component: lazy(() => import("./features/settings/AppearanceSection")),
          },
          {
            path: "/preferences",
            component: lazy(() => import("./features/settings/PreferencesSection")),
          },
          {
            path: "/playing",
            component: lazy(() => import("./features/settings/PlaybackSection")),
          },
          {
            path: "/languages",
            component: lazy(() => import("./features/settings/LanguagesSection")),
          },
          {
            path: "/devices",
            component: lazy(() => import("./features/settings/PlayerDevicesSection")),
          },
          {
            path: "/keyboard",
            component: lazy(() => import("./features/settings/KeyboardSection")),
          },
          {
            path: "/scrobbling",
            component: lazy(() => import("./features/settings/ScrobbleSection")),
          },
          {
            path: "/data",
            component: lazy(() => import("./features/settings/ExportSection")),
          },
          {
            path: "/import",
            component: lazy(() => import("./features/settings/ImportSection")),
          },
          {
            path: "/people",
            component: lazy(() => import("./features/settings/PeopleSection")),
          },
          {
            path: "/library",
            component: lazy(() => import("./features/settings/LibrarySection")),
          },
          {
            path: "/sources",
            component: lazy(() => import("./features/settings/SourcesSection")),
          },
          {
            path: "/metadata",
            component: lazy(() => import("./features/settings/MetadataSection")),
          },
          {
            path: "/about",
            component: lazy(() => import("./features/settings/AboutSection")),
          },
          {
            path: "/downloads",
            component: lazy(() => import("./features/settings/DownloadsSection")),
          },
        ],
      },
      { path: "*missing", component: NotFoundPage },
    ],
  },
  { path: "*missing", component: NotFoundPage },
];
