#!/usr/bin/env bash
# Runs a command beside a real Secret Service of its own: private session bus, gnome-keyring, throw-away home.
#
#   with-secret-service.sh unlocked|locked|none COMMAND [ARGUMENT...]
#
#   unlocked   a login keyring, open
#   locked     the same, locked, and nothing on the bus that could ask for its password
#   none       a session bus without any Secret Service
#
# The command finds two more programs on its PATH: `lock-keyring`, and `keyring-pid`, which prints the daemon's id.
# Exit code: the command's; 64 for a wrong call, 99 where the service does not come up.
# Needs the Debian packages dbus, gnome-keyring, libsecret-tools and libglib2.0-bin.
set -euo pipefail

if [ $# -lt 2 ] || [[ ! $1 =~ ^(unlocked|locked|none)$ ]]; then
  echo "usage: $0 unlocked|locked|none COMMAND [ARGUMENT...]" >&2
  exit 64
fi
for needed in dbus-run-session gnome-keyring-daemon secret-tool gdbus; do
  command -v "$needed" >/dev/null || { echo "$needed is not installed" >&2; exit 99; }
done

root=$(mktemp -d "${TMPDIR:-/tmp}/secret-service.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -m 700 "$root/home" "$root/run" "$root/bin"

# Without service folders the bus starts nothing by itself: no second daemon, no window that asks for a password.
cat >"$root/bus.xml" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$root/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
XML

cat >"$root/bin/lock-keyring" <<'SH'
#!/bin/sh
exec gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
  --method org.freedesktop.Secret.Service.Lock "['/org/freedesktop/secrets/collection/login']" >/dev/null
SH
cat >"$root/bin/keyring-pid" <<'SH'
#!/bin/sh
gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
  --method org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets | sed 's/.*uint32 \([0-9]*\).*/\1/'
SH
cat >"$root/session" <<'SH'
set -u
state=$1
shift
daemon=
if [ "$state" != none ]; then
  # In the foreground it stays a child that can be stopped by its id. It makes no login keyring for an empty password.
  printf password | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
  daemon=$!
  # It is on the bus before it can keep anything, so it is ready when an item comes back.
  tries=0
  until printf probe | secret-tool store --label=probe jetway-probe 1 2>/dev/null &&
    [ "$(secret-tool lookup jetway-probe 1 2>/dev/null)" = probe ]; do
    tries=$((tries + 1))
    if [ $tries -ge 100 ]; then
      echo 'the Secret Service did not come up' >&2
      kill -KILL $daemon
      exit 99
    fi
    sleep 0.05
  done
  secret-tool clear jetway-probe 1
  [ "$state" = unlocked ] || lock-keyring
fi

"$@"
code=$?

if [ -n "$daemon" ]; then
  # A stopped process takes no other signal.
  kill -CONT $daemon
  kill -TERM $daemon
  wait $daemon
fi 2>/dev/null
exit $code
SH
chmod 700 "$root"/bin/*

code=0
env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS \
  HOME="$root/home" XDG_RUNTIME_DIR="$root/run" XDG_DATA_HOME="$root/home/.local/share" \
  XDG_CONFIG_HOME="$root/home/.config" XDG_CACHE_HOME="$root/home/.cache" PATH="$root/bin:$PATH" \
  dbus-run-session --config-file="$root/bus.xml" -- bash "$root/session" "$@" || code=$?
exit "$code"
