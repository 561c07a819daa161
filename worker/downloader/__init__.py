"""Runs download jobs: claims them, drives the engines and reports progress."""
