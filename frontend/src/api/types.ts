/** Names of the API's schemas as the pages use them, from the server's OpenAPI document. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type MediaType = Schemas["MediaType"];
export type Sort = Schemas["Sort"];
export type Suggestion = Schemas["Suggestion"];
export type SearchPage = Schemas["SearchPage"];

export type User = Schemas["AccountProfile"];
export type Session = Schemas["SignedIn"];
export type Setup = Schemas["SetupState"];
export type Right = User["rights"][number];
export type Device = Schemas["Device"];
export type ManagedUser = Schemas["ManagedUser"];
export type UserChange = Schemas["UserChange"];
export type Invitation = Schemas["Invitation"];
export type NewInvitation = Schemas["NewInvitation"];
export type InvitationPreview = Schemas["InvitationPreview"];
export type PasswordLinkPreview = Schemas["PasswordLinkPreview"];

export type MediaCard = Schemas["MediaCard"];
export type MediaPage = Schemas["MediaPage"];
export type Calendar = Schemas["Calendar"];
export type CalendarDay = Schemas["CalendarDay"];
export type CalendarEntry = Schemas["CalendarEntry"];
export type CalendarFeed = Schemas["CalendarFeed"];
export type NewCalendarFeed = Schemas["NewCalendarFeed"];
export type Play = Schemas["Play"];
export type HistoryPage = Schemas["HistoryPage"];
export type PlayTime = Schemas["PlayTime"];
export type WatchStatus = Schemas["WatchStatus"];
export type TitleNotes = Schemas["TitleNotes"];
export type NoteChoice = Schemas["NoteRequest"];
export type NotesChange = Schemas["NotesChange"];
export type TagList = Schemas["TagList"];
export type TagsChange = Schemas["TagsChange"];
export type ExportFormat = Schemas["ExportFormat"];
export type WatchLaterChange = Schemas["WatchLaterChange"];
export type WatchLaterSort = Schemas["WatchLaterSort"];
export type GameStatus = Schemas["GameStatus"];
export type GameStatusRequest = Schemas["GameStatusRequest"];
export type PlaythroughRequest = Schemas["PlaythroughRequest"];
export type SessionRequest = Schemas["SessionRequest"];
export type GameState = Schemas["GameState"];
export type Playthrough = Schemas["Playthrough"];
export type GameSession = Schemas["GameSession"];
export type GameChange = Schemas["GameChange"];
export type GamesChange = Schemas["GamesChange"];
export type Shelves = Schemas["Shelves"];
export type Shelf = Schemas["Shelf"];
export type ShelvedGame = Schemas["ShelvedGame"];
export type ShelfSort = Schemas["ShelfSort"];
export type ShelvesQuery = NonNullable<paths["/games/mine"]["get"]["parameters"]["query"]>;
export type StatusChange = Schemas["StatusChange"];
export type ProgressChange = Schemas["ProgressChange"];
export type OpinionChange = Schemas["OpinionChange"];
export type PlaysChange = Schemas["PlaysChange"];
export type MediaDetail = Schemas["MediaDetail"];
export type Season = Schemas["SeasonDetail"];
export type Episode = Schemas["EpisodeDetail"];
export type Rating = Schemas["SourceRating"];
export type CrewCredit = Schemas["CrewMember"];
export type Video = Schemas["TitleVideo"];
export type Offer = Schemas["WatchOffer"];
export type Release = Schemas["RegionalRelease"];

export type PersonCard = Schemas["PersonCard"];
export type PersonCredit = Schemas["PersonCredit"];
export type PersonDetail = Schemas["PersonDetail"];

export type Facets = Schemas["FacetList"];
export type Collection = Schemas["CollectionItem"];
export type CollectionsPage = Schemas["CollectionList"];
export type CollectionPage = Schemas["CollectionPage"];
export type CollectionPerson = Schemas["CollectionPerson"];
export type CollectionShelf = Schemas["CollectionShelf"];
export type CollectionSort = Schemas["TitleSort"];
export type CollectionChange = Schemas["CollectionChange"];
export type CollectionChoice = Schemas["CollectionChoice"];
export type CollectionEdit = Schemas["CollectionEdit"];
export type NewCollection = Schemas["NewCollection"];
export type RulePreview = Schemas["RulePreview"];
export type SmartRules = Schemas["SmartRules"];
export type Rule = Schemas["Rule"];
export type RuleField = Schemas["RuleField"];
export type RuleOperator = Schemas["Operator"];
export type Discover = Schemas["DiscoverPage"];
export type Section = Schemas["Section"];
export type Genre = Schemas["GenreItem"];

export type Dashboard = Schemas["Dashboard"];
export type Hero = Schemas["Hero"];
export type Counts = Schemas["DashboardCounts"];
export type ContinueItem = Schemas["ContinueItem"];

export type ViewingStats = Schemas["ViewingStats"];
export type DayStats = Schemas["DayStats"];

export type FreeSource = Schemas["FreeSource"];
export type GetTitleResult = Schemas["GetTitleResult"];

export type DownloadStatus = Schemas["Status"];
export type DownloadJob = Schemas["DownloadJob"];
export type DownloadRequest = Schemas["DownloadCreate"];
export type DownloadEvent = Schemas["DownloadEvent"];
export type DownloadPage = Schemas["DownloadPage"];
export type DownloadListState = Schemas["ListState"];
export type DownloadScope = Schemas["Scope"];
export type DownloadStats = Schemas["Stats"];
export type DownloadDetails = Schemas["JobDetails"];
export type DownloadChange = Schemas["JobChange"];
export type DownloadPeer = Schemas["Peer"];
export type DownloadTracker = Schemas["Tracker"];
export type FilePriority = Schemas["FilePriority"];
export type JobOptionsInput = Schemas["JobOptionsIn"];
export type SeedRules = Schemas["SeedRulesOut"];
export type QueueMove = Schemas["QueueMove"];
export type BulkAction = Schemas["BulkAction"];
export type BulkResult = Schemas["BulkResult"];
export type TitleDownload = Schemas["TitleDownload"];
export type Inspection = Schemas["Inspection"];
export type Folder = Schemas["Folder"];
export type Category = Schemas["Category"];
export type CategoryInput = Schemas["CategoryCreate"];
export type DownloadSettings = Schemas["DownloadSettingsView"];
export type DownloadSettingsChange = Schemas["DownloadSettings"];
export type QuotaLimits = Schemas["QuotaLimitsOut"];
export type UserQuota = Schemas["UserQuota"];
export type UserQuotaPage = Schemas["UserQuotaPage"];
export type PortTest = Schemas["PortTest"];

export type MatchState = Schemas["MatchState"];
export type LibraryItem = Schemas["LibraryItem"];
export type LibraryPage = Schemas["LibraryPage"];
export type UnmatchedPage = Schemas["UnmatchedPage"];
export type LibraryStream = Schemas["Stream"];
export type UnmatchedItem = Schemas["UnmatchedItem"];
export type Guess = Schemas["Guess"];
export type MatchReason = Schemas["MatchReason"];
export type Candidate = Schemas["Candidate"];
export type Scan = Schemas["Scan"];
export type LibraryFolder = Schemas["LibraryFolder"];
export type BrowsedFolders = Schemas["BrowsedFolders"];

export type PlayTicket = Schemas["PlayTicket"];
export type Progress = Schemas["WatchProgress"];

export type Provider = Schemas["ProviderState"];
export type AdminHealth = Schemas["AdminHealth"];
export type ProviderKey = Schemas["ProviderKey"];
export type ProviderTest = Schemas["ProviderTest"];
export type ImportRun = Schemas["ImportRun"];

export type Preferences = Schemas["Preferences"];
export type PreferencesChange = Schemas["PreferencesChange"];
