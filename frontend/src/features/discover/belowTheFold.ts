/** One script for what the discover page shows below its first view, and with filters. */
export { AllTitlesGrid } from "./AllTitlesGrid";
export { DiscoverCollections } from "./DiscoverCollections";
export { FilteredDiscover } from "./FilteredDiscover";
