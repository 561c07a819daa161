/** One script for all that a title's page shows below its first view. */
export { FactsList } from "./FactsList";
export { TitleBelowTheFold } from "./TitleBelowTheFold";
export { WhereToWatch } from "./WhereToWatch";
