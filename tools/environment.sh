#!/bin/sh
# Make the environment of this repository, or bring it up to date:
#
#     tools/environment.sh FOLDER LOCK [PYTHON]
#
# LOCK is requirements.txt or requirements-dev.txt. PYTHON is a command or a path. Without one, it is the newest Python here that TensorFlow supports
# and that can make an environment; a command may be there and yet not run (pyenv's do that).
set -eu

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
whole='import ensurepip, ssl, venv'
folder=$1
lock=$2
named=${3:-}
here=$(dirname "$0")/..

works() { "$1" -c "$2" >/dev/null 2>&1; }

python_of_environment() {
  for path in "$folder/bin/python" "$folder/Scripts/python.exe"; do
    if [ -x "$path" ]; then echo "$path"; return; fi
  done
}

find_python() {
  if [ -n "$named" ]; then set -- "$named"
  else set -- python3.13 python3.12 python3.11 python3 python; fi
  for python; do
    if works "$python" "$fits" && works "$python" "$whole"; then echo "$python"; return; fi
  done
  for python; do
    if works "$python" "$fits"; then
      version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
      echo "$python is Python $version, but it lacks what makes environments." >&2
      echo "On Debian and Ubuntu: apt-get install python$version-venv" >&2
      exit 1
    fi
  done
  if [ -n "$named" ]; then
    echo "\"$named\" is not a Python 3.11, 3.12 or 3.13 that runs." >&2
  else
    echo "No Python 3.11, 3.12 or 3.13 is here, and TensorFlow needs one of them." >&2
  fi
  echo "Install one, or name one: make PYTHON=/path/to/python3.13" >&2
  exit 1
}

# An environment that fits stays what it is, unless a Python is named.
python=$(python_of_environment)
if [ -n "$named" ] || [ -z "$python" ] || ! works "$python" "$fits"; then
  base=$(find_python)
  echo "$("$base" --version) makes $folder"
  "$base" -m venv --clear "$folder"
  python=$(python_of_environment)
fi
"$python" -m pip install --require-hashes -r "$here/$lock"
"$python" -m pip install --no-deps --no-build-isolation -e "$here"
