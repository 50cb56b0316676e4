/* The container process: phases 11 to 21, then the user's program. */
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

_Noreturn void container__die(struct boot *boot)
{
	/* Inherited from the launcher: the file is the host's, so from a new root this removes nothing. */
	lock__clean_up(boot->lock_path);
	cgroup__leave();
	/* Not exit(): what the launcher buffered is not ours to print. */
	_exit(1);
}

static _Noreturn void fail(struct boot *boot, const char *what)
{
	boot__say(boot, "%s: %s", what, strerror(errno));
	container__die(boot);
}

static void tell_supervisor(struct boot *boot, char message)
{
	if (write(boot->status_fd, &message, 1) != 1)
		fail(boot, "the supervisor is gone");
}

static void enter_namespaces(struct boot *boot)
{
	int flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC;

	if (boot->opt->daemon)
		setsid();
	if (unshare(flags))
		fail(boot, "unshare");
	if (boot->netns_fd >= 0 && setns(boot->netns_fd, CLONE_NEWNET))
		fail(boot, "setns");
	/* From here on no mount is seen outside. */
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		fail(boot, "mount /");
}

static void bind_root(struct boot *boot, const char *root)
{
	if (boot->opt->no_rootfs)
		return;
	if (mount(root, root, "", MS_BIND | MS_RDONLY, NULL))
		fail(boot, root);
	/* A bind mount becomes read-only in a second call alone. */
	if (mount("none", root, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) ||
	    mount("none", root, NULL, MS_REC | MS_PRIVATE, NULL))
		fail(boot, root);
}

static void check_limits(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
}

static void bind_null(const char *target)
{
	int fd = open(target, O_RDONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd >= 0)
		close(fd);
	(void)mount("/dev/null", target, "", MS_BIND, NULL);
}

static void mount_system(struct boot *boot, const char *root)
{
	char target[4200];

	if (boot->opt->no_rootfs) {
		if (mount("proc", "/proc", "proc", 0, NULL))
			fail(boot, "mount proc");
		return;
	}
	snprintf(target, sizeof(target), "%s/proc", root);
	if (mount("proc", target, "proc", 0, NULL))
		fail(boot, "mount proc");
	/* The rest is a comfort some hosts refuse. */
	snprintf(target, sizeof(target), "%s/sys", root);
	(void)mount("sysfs", target, "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	snprintf(target, sizeof(target), "%s/dev", root);
	if (mount("devtmpfs", target, "tmpfs", MS_NOSUID, "mode=755,size=64k"))
		return;
	snprintf(target, sizeof(target), "%s/dev/null", root);
	bind_null(target);
	snprintf(target, sizeof(target), "%s/dev/pts", root);
	if (!mkdir(target, 0755))
		(void)mount("devpts", target, "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666");
	snprintf(target, sizeof(target), "%s/dev/shm", root);
	if (!mkdir(target, 01777))
		(void)mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "size=64k");
}

static void set_identity(struct boot *boot)
{
	const char *name = boot->opt->hostname ? boot->opt->hostname : boot->name;
	char answer;

	if (sethostname(name, strnlen(name, 64)))
		fail(boot, "sethostname");
	if (!boot->opt->user_ns)
		return;
	if (unshare(CLONE_NEWUSER))
		fail(boot, "unshare a user namespace");
	tell_supervisor(boot, 'u');
	if (read(boot->map_fd, &answer, 1) != 1)
		fail(boot, "the supervisor is gone");
}

static void change_root(struct boot *boot, const char *root)
{
	int fd;

	if (boot->opt->no_rootfs)
		return;
	if (boot->opt->chroot) {
		if (chroot(root) || chdir("/"))
			fail(boot, "chroot");
		return;
	}
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fchdir(fd))
		fail(boot, root);
	/* Old root on top of the new one: no directory needed within, which may be read-only. */
	if (syscall(SYS_pivot_root, ".", "."))
		fail(boot, "pivot_root");
	if (mount("", ".", "", MS_REC | MS_SLAVE, NULL) || umount2(".", MNT_DETACH))
		fail(boot, "umount the old root");
	if (chdir("/"))
		fail(boot, "chdir");
	close(fd);
}

static void mask_paths(struct boot *boot)
{
	static const char *const files[] = { "/proc/keys", "/proc/timer_list" };

	if (boot->opt->no_rootfs)
		return;
	(void)mount("empty", "/proc/acpi", "tmpfs", MS_RDONLY, "size=0");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		(void)mount("/dev/null", files[i], "", MS_BIND, NULL);
}

static void drop_capabilities(struct boot *boot)
{
	static const int kept[] = {
		CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_MKNOD, CAP_NET_RAW, CAP_SETGID,
		CAP_SETUID, CAP_SETFCAP, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE,
	};

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++) {
		bool keep = false;

		for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			keep |= kept[i] == cap;
		if (!keep && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0))
			fail(boot, "drop capabilities");
	}
}

/*
 * A few calls refused, everything else allowed: newer kernels run some uprobes through a system call of
 * their own, which a list of allowed ones would turn into a crash of whatever is traced.
 */
static void load_seccomp(struct boot *boot)
{
#if defined(__x86_64__)
	enum { ARCH = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
	enum { ARCH = AUDIT_ARCH_AARCH64 };
#else
	enum { ARCH = 0 };
#endif
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_reboot, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kexec_load, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_init_module, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_swapon, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		fail(boot, "load the seccomp filter");
}

static void hand_over(struct boot *boot)
{
	/* In a user namespace whose map was refused there is no uid 0; elsewhere these cannot fail for root. */
	if (setgid(0) || (!boot->opt->user_ns && setgroups(0, NULL)) || setuid(0))
		fail(boot, "setuid");
	tell_supervisor(boot, 'd');
}

enum { ARGS_MAX = 32 };

static char *format_number(long number)
{
	char *text;

	return asprintf(&text, "%ld", number) < 0 ? NULL : text;
}

/* The payload's command line says what it will do, as a real container's does. */
static void payload_args(const struct options *opt, char *path, char **args)
{
	int n = 0;

	args[n++] = path;
	if (opt->listen_port >= 0) {
		args[n++] = "--listen";
		args[n++] = format_number(opt->listen_port);
		args[n++] = "--listen-after";
		args[n++] = format_number(opt->listen_after_ms);
		if (opt->listen_in_child)
			args[n++] = "--listen-in-child";
		if (opt->stamps_fd >= 0 && !fcntl(opt->stamps_fd, F_SETFD, 0)) {
			args[n++] = "--stamps";
			args[n++] = format_number(opt->stamps_fd);
		}
	}
	if (opt->children) {
		args[n++] = "--children";
		args[n++] = format_number(opt->children);
	}
	if (opt->exit_signal == SIGKILL || opt->run_for_ms < 0) {
		/* The supervisor ends it: at its own moment, or when it is told to. */
		args[n++] = "--run-for";
		args[n++] = "forever";
	} else if (opt->run_for_ms) {
		args[n++] = "--run-for";
		args[n++] = format_number(opt->run_for_ms);
	}
	if (opt->exit_code) {
		args[n++] = "--exit-code";
		args[n++] = format_number(opt->exit_code);
	}
	if (opt->exit_signal && opt->exit_signal != SIGKILL) {
		args[n++] = "--exit-signal";
		args[n++] = format_number(opt->exit_signal);
	}
	args[n] = NULL;
}

static _Noreturn void run_command(struct boot *boot, const char *root)
{
	char *args[ARGS_MAX + 1], path[4200];
	char **command = boot->opt->command;
	sigset_t none;

	snprintf(path, sizeof(path), "%s/bin/payload", boot->opt->no_rootfs ? root : "");
	if (!command) {
		payload_args(boot->opt, path, args);
		command = args;
	}
	if (boot->opt->fail_step == STEP_EXEC && boot->opt->fail_how == FAIL_EXIT &&
	    (!boot->opt->only || !strcmp(boot->opt->only, boot->name)))
		command[0] = "/bin/no-such-command";
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(command[0], command);
	fail(boot, command[0]);
}

_Noreturn void container__run(struct boot *boot)
{
	const char *root = options__rootfs(boot->opt);

	boot->self = ROLE_CONTAINER;
	boot__enter(boot, 11);
	boot__pass(boot, 11);
	boot__enter(boot, 12);
	enter_namespaces(boot);
	boot__pass(boot, 12);
	boot__enter(boot, 13);
	bind_root(boot, root);
	boot__pass(boot, 13);
	boot__enter(boot, 14);
	check_limits();
	boot__pass(boot, 14);
	boot__enter(boot, 15);
	if (!boot->opt->no_cgroup)
		cgroup__join(boot->name);
	boot__pass(boot, 15);
	boot__enter(boot, 16);
	mount_system(boot, root);
	boot__pass(boot, 16);
	boot__enter(boot, 17);
	set_identity(boot);
	boot__pass(boot, 17);
	boot__fire_marks(boot, boot->opt->marks, boot->opt->mark_count);
	boot__enter(boot, 18);
	change_root(boot, root);
	mask_paths(boot);
	boot__pass(boot, 18);
	boot__enter(boot, 19);
	drop_capabilities(boot);
	boot__pass(boot, 19);
	boot__enter(boot, 20);
	load_seccomp(boot);
	boot__pass(boot, 20);
	boot__enter(boot, 21);
	hand_over(boot);
	boot__pass(boot, 21);
	boot__enter(boot, STEP_EXEC);
	run_command(boot, root);
}
