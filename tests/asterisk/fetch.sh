#!/usr/bin/env bash
# Fetches Asterisk 22 with its libraries from Debian and unpacks it into a folder. Usage: fetch.sh FOLDER
#
# It needs no root, installs nothing and touches nothing else: apt works in folders of its own, and no maintainer script runs.
# A folder that is complete already is left as it is. Asterisk is under the GPL: it is fetched, never kept in this repository.
set -euo pipefail
folder=$1
suite=forky
done_mark="$folder/.unpacked-$suite"
[ ! -e "$done_mark" ] || exit 0

mkdir -p "$(dirname "$folder")"
# One at a time: whoever waited here finds it done.
exec 9>"$folder.lock"
flock 9
[ ! -e "$done_mark" ] || exit 0

# Unpacked beside and renamed at the end, so that what is there is whole.
new="$folder.new"
rm -rf "$new" "$folder.apt"
mkdir -p "$new" "$folder.apt"/{lists/partial,archives/partial,etc/apt.conf.d,etc/preferences.d}
apt="$folder.apt"
# The mirror that this machine uses anyway.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v -e security -e '^$' | head -n 1)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] $mirror $suite main" >"$apt/sources.list"
: >"$apt/status"
cat >"$apt/apt.conf" <<CONF
Dir::State "$apt"; Dir::State::lists "$apt/lists"; Dir::State::status "$apt/status";
Dir::Cache "$apt"; Dir::Cache::archives "$apt/archives";
Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "$apt/sources.list"; Dir::Etc::sourceparts "-"; Dir::Log "$apt";
Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Check-Date "false";
APT::Install-Recommends "false"; APT::Sandbox::User ""; Debug::NoLocking "true";
CONF
export APT_CONFIG="$apt/apt.conf"
apt-get update -qq
apt-get install -qq --download-only asterisk >"$apt/install.log"

# What Asterisk does not load stays out: documentation, other languages, and the programs that only an installation needs.
for package in "$apt"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar -x --skip-old-files -C "$new" --exclude='./usr/share/doc*' --exclude='./usr/share/man*' --exclude='./usr/share/locale*' \
      --exclude='./usr/share/perl*' --exclude='*/gconv*' --exclude='./usr/bin/*'
done
[ -x "$new/usr/sbin/asterisk" ] || { echo "no asterisk in what was unpacked into $folder" >&2; exit 1; }
touch "$new/${done_mark##*/}"
rm -rf "$apt" "$folder"
mv "$new" "$folder"
