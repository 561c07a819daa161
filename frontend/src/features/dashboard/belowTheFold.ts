/** One script for the parts that Home usually has below its first view. */
export { GameRail } from "./GameRail";
export { RecentlyWatchedRail } from "./RecentlyWatchedRail";
export { TitleTotals } from "./TitleTotals";
export { Upcoming } from "./Upcoming";
