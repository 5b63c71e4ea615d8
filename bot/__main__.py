"""`python -m bot` is the console script `nastavnik`."""

from bot.cli import main

if __name__ == "__main__":
    main()
