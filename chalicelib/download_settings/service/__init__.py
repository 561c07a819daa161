"""Use cases of the settings of downloads; administrators change them."""

from chalicelib.download_settings.service.categories import CategoryService
from chalicelib.download_settings.service.chosen_folders import ChosenFolderService
from chalicelib.download_settings.service.folders import FolderService
from chalicelib.download_settings.service.quotas import QuotaService
from chalicelib.download_settings.service.settings import DownloadSettingsService
from chalicelib.download_settings.service.watch_folder_owner import WatchFolderOwner

__all__ = [
    "CategoryService",
    "ChosenFolderService",
    "DownloadSettingsService",
    "FolderService",
    "QuotaService",
    "WatchFolderOwner",
]
