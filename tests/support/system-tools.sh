#!/usr/bin/env bash
# The end-to-end tests drive the system with a real browser and the real AWS CLI, and run the guides, which use curl and
# openssl. Installs what is missing where that is possible (Debian and Ubuntu, as root); elsewhere it says what to install.
set -u
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  [ -n "${CHROMIUM_PATH:-}" ] || missing+=(chromium)
command -v aws >/dev/null && aws --version >/dev/null 2>&1 || missing+=(awscli)
for tool in curl openssl; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "The end-to-end tests need: ${missing[*]}. Install them and run again." >&2
exit 1
