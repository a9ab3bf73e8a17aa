"""Lets `python -m bot` start the command line."""

from bot.cli import main

main()
