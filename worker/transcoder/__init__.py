"""Converts library files while they are played: HLS segments made on request by ffmpeg."""
