"""The demonstration: real facts with their sources, example people and their invented debates."""
