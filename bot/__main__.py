"""`duet` and `python -m bot`: runs the command line, and turns every failure into one sentence in both languages."""

import sys

from bot.cli import app
from bot.core.errors import DuetError


def main() -> None:
    """Runs a command and leaves with its exit code: 0 done, 2 bad use, 3 nothing read, 4 no engine, 130 stopped."""
    sys.exit(run())


def run() -> int:
    """Runs the command in `sys.argv` and returns its exit code."""
    import typer

    try:
        return app(standalone_mode=False) or 0
    except DuetError as error:
        for message in error.messages:
            print(*message.values(), sep="\n", file=sys.stderr)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except typer.TyperException as error:
        from bot.core import phrases

        print(*phrases.both("error.usage", why=error.format_message()).values(), sep="\n", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stdout = None  # whoever read our output went away: nothing is wrong, and nobody is left to tell
        return 0


if __name__ == "__main__":
    main()
