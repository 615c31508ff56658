#!/bin/sh
# Installs quiver as a service of systemd, or takes it away again; run as root.
#
#   packaging/install.sh [--enable] [BINARY]   from dist/quiver, if not said otherwise; --enable also starts it
#   packaging/install.sh --remove              all but /etc/quiver and /var/lib/quiver
#
# Running it again brings a new version; a running service goes on with the old one until it is restarted.
# DESTDIR puts all files below another folder, and leaves systemd alone.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=${DESTDIR:-}
binary=$root/usr/local/bin/quiver
unit=$root/etc/systemd/system/quiver.service
config=$root/etc/quiver
man=$root/usr/local/share/man/man1/quiver.1
bash=$root/usr/local/share/bash-completion/completions/quiver
zsh=$root/usr/local/share/zsh/site-functions/_quiver
fish=$root/usr/local/share/fish/vendor_completions.d/quiver.fish

say() { printf '%s\n' "$*"; }
die() {
  say "install.sh: $*" >&2
  exit 1
}

uses_systemd() { [ -z "$root" ] && command -v systemctl >/dev/null && [ -d /run/systemd/system ]; }

# What is printed goes to a file, by way of another one, so that there is never half of it.
write() {
  mkdir -p "$(dirname "$2")"
  cat >"$2.new"
  chmod "$1" "$2.new"
  mv -f "$2.new" "$2"
}

install_all() {
  [ -x "$1" ] || die "there is no executable $1: npm run build makes one"
  version=$("$1" --version) || die "$1 does not run on this machine"
  # The old file may be running: it is replaced, never written to.
  write 755 "$binary" <"$1"
  write 644 "$unit" <"$here/quiver.service"
  "$binary" man | write 644 "$man"
  "$binary" completions bash | write 644 "$bash"
  "$binary" completions zsh | write 644 "$zsh"
  "$binary" completions fish | write 644 "$fish"
  # What people have written stays.
  [ -e "$config/config.yaml" ] || write 644 "$config/config.yaml" <<'YAML'
# quiver config show: all keys, their values, and where these come from.
# Secrets belong into /etc/quiver/environment.
# service:
#   host: 0.0.0.0
YAML
  [ -e "$config/environment" ] || write 600 "$config/environment" <<'ENVIRONMENT'
# QUIVER__SERVICE__API_KEY=
ENVIRONMENT
  say "$version is installed as $binary"
}

remove_all() {
  if uses_systemd; then systemctl disable --now quiver.service || true; fi
  rm -f "$binary" "$unit" "$man" "$bash" "$zsh" "$fish"
  if uses_systemd; then systemctl daemon-reload; fi
  say "quiver is removed; $config and $root/var/lib/quiver are left"
}

enable=no
remove=no
source=$here/../dist/quiver
for argument in "$@"; do
  case $argument in
  --enable) enable=yes ;;
  --remove) remove=yes ;;
  -h | --help)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  -*) die "there is no option $argument (--help)" ;;
  *) source=$argument ;;
  esac
done
[ -n "$root" ] || [ "$(id -u)" = 0 ] || die 'this needs root, or DESTDIR'
if [ "$remove" = yes ]; then
  remove_all
  exit 0
fi
install_all "$source"
if uses_systemd; then
  systemctl daemon-reload
  if [ "$enable" = yes ]; then systemctl enable --now quiver.service; fi
fi
