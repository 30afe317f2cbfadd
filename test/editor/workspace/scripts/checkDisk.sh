#!/bin/sh
# Says how full the disk is and which logs take the most room.
df -h /
du -ah /var/log 2>/dev/null | sort -rh | head -n 5
