#!/bin/bash
# Run by dpkg and rpm after the files are gone. Only the last removal clears up: dpkg says `remove` or `purge`, rpm how many versions
# are left; an update passes through here too. electron-builder fills in the names.

case "${1:-}" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac

if command -v update-alternatives > /dev/null 2>&1; then
  update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}' || true
else
  rm -f '/usr/bin/${executable}'
fi

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  apparmor_parser --remove "$profile" > /dev/null 2>&1 || true
  rm -f "$profile"
fi

# People who let the program start at login have an entry for it in their own folder.
getent passwd | cut -d: -f6 | sort -u | while read -r home; do
  rm -f "$home/.config/autostart/mqttx-sse-server.desktop" 2> /dev/null || true
done
