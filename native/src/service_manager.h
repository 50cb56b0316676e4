/* What systemd wants to know of a service, see sd_notify(3): a datagram, so no library is needed. */
#ifndef HACOTAKI_SERVICE_MANAGER_H
#define HACOTAKI_SERVICE_MANAGER_H

#include <stdbool.h>

/* False where no service manager listens. Never waits. */
bool service_manager__tell(const char *state);

#endif
