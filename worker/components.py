"""The process of the worker: everything that runs in the background."""

import logging
import os
import threading

from chalicelib.platform.garbage_collection import tune_garbage_collector
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.analysis.component import AnalysisComponent
from worker.artwork.component import ArtworkComponent, is_picture
from worker.converted_copies.component import ConvertedCopyComponent
from worker.downloader.component import DownloaderComponent
from worker.gateway.component import StreamGatewayComponent
from worker.history_imports.component import HistoryImportComponent
from worker.imdb.component import Imdb
from worker.media_opener import stored_copies
from worker.metadata.component import MetadataComponent
from worker.recommendations.component import RecommendationComponent
from worker.scanner.component import LibraryComponent
from worker.scheduler import Scheduler
from worker.subtitles.component import SubtitleComponent, subtitle_route
from worker.transcoder.component import TranscoderComponent
from worker.worker_main import Component, run


def components() -> list[Component]:
    """Every component of the worker, built from the settings."""
    artwork = ArtworkComponent.from_settings()
    transcoder = TranscoderComponent.from_settings()
    downloads = DownloaderComponent.from_settings(transcoder.report)
    copies = stored_copies(get(Settings))
    # Streams last: once its port answers, everything runs.
    return [
        downloads,
        LibraryComponent.from_settings(is_picture),
        MetadataComponent.from_settings(),
        HistoryImportComponent.from_settings(),
        RecommendationComponent.from_settings(),
        SubtitleComponent.from_settings(),
        AnalysisComponent.from_settings(has_conversions=transcoder.transcoder.is_converting),
        ConvertedCopyComponent.from_settings(transcoder.transcoder),
        Imdb.from_settings(),
        Scheduler.from_app(),
        artwork,
        transcoder,
        StreamGatewayComponent.from_settings(
            downloads.open_in_progress,
            artwork.handler.answer,
            routes=(subtitle_route(), *transcoder.routes),
            open_copy=copies.copy_of if copies else lambda _: None,
        ),
    ]


def main() -> None:
    """Run everything until a signal; ends the process."""
    tune_garbage_collector()
    run(components(), threading.Event())
    # Do not wait for pool threads at exit: one may wait for a server that is gone, and unfinished
    # work is repeated.
    logging.shutdown()
    os._exit(0)
