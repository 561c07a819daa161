/** Where each service hands out its file. */
import type { ImportFormat } from "../../../api/types";

interface ServiceFile {
  format: ImportFormat;
  /** What comes along. */
  brings: string;
  steps: string;
}

export const SERVICE_FILES: readonly ServiceFile[] = [
  {
    format: "trakt",
    brings:
      "History, ratings, watchlist, favorites, lists, collection, comments, notes, playback positions",
    steps:
      "On trakt.tv, open Settings, then Data, and choose “Export now”. Drop the zip here as it is.",
  },
  {
    format: "letterboxd",
    brings: "Diary, watched films, ratings, watchlist, likes, lists, reviews, tags",
    steps:
      "On letterboxd.com, open Settings, then Data, and choose “Export your data”. Drop the zip here as it is.",
  },
  {
    format: "imdb",
    brings: "Ratings, watchlist, lists and their descriptions",
    steps:
      "On imdb.com, open Your ratings or Your watchlist and choose Export. The file is under Your exports: one CSV for each. A list becomes a collection named like its file.",
  },
  {
    format: "tv_time",
    brings: "Watched episodes and films, shows you follow, favorites, lists, ratings, comments",
    steps:
      "Ask support@tvtime.com for a copy of your data (GDPR). If the zip they send has a password, unpack it and zip it again without one.",
  },
  {
    format: "simkl",
    brings: "History, ratings, plan to watch, statuses, notes",
    steps: "On simkl.com, open Settings, then Apps, then Backup, and download the JSON.",
  },
  {
    format: "yamtrack",
    brings: "Viewings, ratings, plans, statuses, games, notes",
    steps: "In Yamtrack, open Settings, then Export, and download the CSV.",
  },
  {
    format: "my_anime_list",
    brings: "Watched episodes, scores, plan to watch, statuses, comments, tags",
    steps:
      "On myanimelist.net, open Profile, then Export, and choose the anime list. The .gz file works as it is.",
  },
  {
    format: "netflix",
    brings: "Viewings with their day",
    steps:
      "On netflix.com, open Account, your profile, then Viewing activity, and choose “Download all”.",
  },
  {
    format: "steam",
    brings: "Owned games and playtime",
    steps: "Save the answer of Steam’s GetOwnedGames (with include_appinfo=1) as a JSON file.",
  },
];
