"""`python -m handbill`: the command line."""

from handbill.cli import main

if __name__ == "__main__":
    main()
