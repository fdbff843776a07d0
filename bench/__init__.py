"""Measuring programs: ``make bench``."""
