#!/usr/bin/env bash
# The end-to-end tests drive the system with a real browser and the real AWS CLI, and run the guides, which use curl and
# openssl. Installs what is missing where that is possible (Debian and Ubuntu, as root); elsewhere it says what to install.
set -u
installs() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }
install() {
  echo "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Chromium without its window takes a third less of the processors. Any other Chromium does as well.
command -v chromium-headless-shell >/dev/null || [ -n "${CHROMIUM_PATH:-}" ] || ! installs ||
  timeout 180 bash -c "$(declare -f install); install chromium-headless-shell" 2>/dev/null || true

missing=()
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
  command -v google-chrome >/dev/null || [ -n "${CHROMIUM_PATH:-}" ] || missing+=(chromium)
command -v aws >/dev/null && aws --version >/dev/null 2>&1 || missing+=(awscli)
for tool in curl openssl; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
[ ${#missing[@]} -eq 0 ] && exit 0
installs && install "${missing[@]}" && exit 0
echo "The end-to-end tests need: ${missing[*]}. Install them and run again." >&2
exit 1
