"""``python -m outcomesim``: the command line, for whoever has the package but not the command on the path."""

from outcomesim.cli import main

if __name__ == "__main__":
    main()
