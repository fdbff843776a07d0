"""Running goforum: the web process, the worker, and the parent that keeps both alive."""
