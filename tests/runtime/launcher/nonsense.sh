#!/bin/sh
# A worker that does not speak the protocol.
printf 'this is no frame at all' >&3
exec sleep 60
