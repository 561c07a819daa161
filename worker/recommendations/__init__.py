"""Ranking of titles for people, learnt from what they watched and rated."""
