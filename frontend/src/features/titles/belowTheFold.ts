/** One script for all that a title's page shows below its first view. */
export { FactsList } from "./FactsList";
export { TitleRest } from "./TitleRest";
export { WhereToWatch } from "./WhereToWatch";
