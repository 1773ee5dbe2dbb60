"""Tiro: the beginner who learns on duty."""
