"""`python -m helpers explain model.keras`: the account of a saved model, from the shell."""

import sys

from helpers.inspection.command_line import main

sys.exit(main(sys.argv[1:]))
