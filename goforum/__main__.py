"""``python -m goforum`` is the ``goforum`` command."""

from goforum.cli import main

if __name__ == "__main__":
    main()
