"""`python -m kg.cli`: the command line without the installed script."""

from kg.cli import main

if __name__ == "__main__":
    main()
