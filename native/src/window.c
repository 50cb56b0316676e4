#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include "window.h"

static void close_above(struct window *window, enum window_level level)
{
	for (int i = 0; i < WINDOW_PROGRAMS; i++) {
		if (window->programs[i].level <= level)
			continue;
		bpf_link__destroy(window->links[i]);
		window->links[i] = NULL;
	}
}

static int attach(struct window *window, int index, struct native_error *error)
{
	struct bpf_program *program = window->programs[index].program;
	int err;

	if (!program) {
		native_error__set(error, NATIVE_KERNEL_UNSUPPORTED,
				  "this kernel does not show %s: it has no such tracepoint in its BTF",
				  window->programs[index].level == WINDOW_CALLS ? "system calls" : "what threads wait for");
		return -ENOTSUP;
	}
	window->links[index] = bpf_program__attach(program);
	if (window->links[index])
		return 0;
	err = -errno;
	native_error__set(error, NATIVE_FAILED, "cannot attach %s: %s", bpf_program__name(program), strerror(-err));
	return err;
}

int window__set(struct window *window, enum window_level level, struct native_error *error)
{
	if (window->level == WINDOW_CLOSED && level != WINDOW_CLOSED)
		__atomic_add_fetch(window->generation, 1, __ATOMIC_RELAXED);
	close_above(window, level);
	for (int i = 0; i < WINDOW_PROGRAMS; i++) {
		int err = 0;

		if (window->programs[i].level <= level && !window->links[i])
			err = attach(window, i, error);
		if (err) {
			close_above(window, WINDOW_CLOSED);
			window->level = WINDOW_CLOSED;
			return err;
		}
	}
	window->level = level;
	return 0;
}
