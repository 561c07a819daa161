"""Settings of the downloader: limits, network, folders, categories and quotas per user."""
