"""Entry point for the HTTP API, and the list of everything Chalice deploys."""

import gc
import os

# A cold start is mostly imports: they create no garbage, and no pydantic plugin is installed.
gc.disable()
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from chalice.app import Chalice

from chalicelib import schedules
from chalicelib.accounts.routes import bp as accounts
from chalicelib.admin.routes import bp as admin
from chalicelib.artwork.routes import bp as artwork
from chalicelib.calendar.routes import bp as calendar
from chalicelib.canon.routes import bp as canon
from chalicelib.catalog.routes import bp as catalog
from chalicelib.catch_up.routes import bp as catch_up
from chalicelib.collections.routes import bp as collections
from chalicelib.converted_copies.routes import bp as converted_copies
from chalicelib.dashboard.routes import bp as dashboard
from chalicelib.devices.routes import bp as devices
from chalicelib.discover.routes import bp as discover
from chalicelib.download_playback.routes import bp as download_playback
from chalicelib.download_settings.routes import bp as download_settings
from chalicelib.downloads.routes import bp as downloads
from chalicelib.enrichment.routes import bp as enrichment
from chalicelib.exports.routes import bp as exports
from chalicelib.free_sources.routes import bp as free_sources
from chalicelib.games.routes import bp as games
from chalicelib.handover.routes import bp as handover
from chalicelib.history_imports.routes import bp as history_imports
from chalicelib.http.responses import problem_middleware
from chalicelib.inspections.routes import bp as inspections
from chalicelib.library.routes import bp as library
from chalicelib.library_imports.routes import bp as library_imports
from chalicelib.library_storage.routes import bp as library_storage
from chalicelib.library_titles.routes import bp as library_titles
from chalicelib.metadata.routes import bp as metadata
from chalicelib.notes.routes import bp as notes
from chalicelib.people.routes import bp as people
from chalicelib.playback.routes import bp as playback
from chalicelib.preferences.routes import bp as preferences
from chalicelib.recommendations.routes import bp as recommendations
from chalicelib.recycle_folder.routes import bp as recycle_folder
from chalicelib.scrobble.routes import bp as scrobble
from chalicelib.segments.routes import bp as segments
from chalicelib.stats.routes import bp as stats
from chalicelib.subtitles.routes import bp as subtitles
from chalicelib.title_edits.routes import bp as title_edits
from chalicelib.title_log.routes import bp as title_log
from chalicelib.titles.routes import bp as titles
from chalicelib.tracking.routes import bp as tracking
from chalicelib.watchlist.routes import bp as watchlist
from chalicelib.wiring import wire

wire()

app = Chalice(app_name="seen")
app.api.binary_types.append("multipart/form-data")
app.register_middleware(problem_middleware, "http")
app.register_blueprint(accounts)
app.register_blueprint(catalog)
app.register_blueprint(admin)
app.register_blueprint(download_settings)
app.register_blueprint(inspections)
app.register_blueprint(downloads)
app.register_blueprint(download_playback)
app.register_blueprint(free_sources)
app.register_blueprint(library)
app.register_blueprint(library_imports)
app.register_blueprint(library_storage)
app.register_blueprint(library_titles)
app.register_blueprint(recycle_folder)
app.register_blueprint(playback)
app.register_blueprint(converted_copies)
app.register_blueprint(subtitles)
app.register_blueprint(collections)
app.register_blueprint(devices)
app.register_blueprint(handover)
app.register_blueprint(discover)
app.register_blueprint(tracking)
app.register_blueprint(games)
app.register_blueprint(history_imports)
app.register_blueprint(watchlist)
app.register_blueprint(title_edits)
app.register_blueprint(title_log)
app.register_blueprint(titles)
app.register_blueprint(canon)
app.register_blueprint(artwork)
app.register_blueprint(people)
app.register_blueprint(calendar)
app.register_blueprint(catch_up)
app.register_blueprint(preferences)
app.register_blueprint(notes)
app.register_blueprint(enrichment)
app.register_blueprint(exports)
app.register_blueprint(scrobble)
app.register_blueprint(segments)
app.register_blueprint(metadata)
app.register_blueprint(dashboard)
app.register_blueprint(stats)
app.register_blueprint(recommendations)
app.register_blueprint(schedules.bp)

gc.enable()
