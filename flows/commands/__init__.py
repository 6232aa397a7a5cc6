"""The commands, one module each: `flows/commands/NAME.py` holds the command NAME, and is imported when it is asked for.

A module whose name starts with an underscore is no command. Heavy libraries are imported in the commands' bodies.
"""
