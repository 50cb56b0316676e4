#include "runtime.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct option_def {
	const char *name;
	const char *arg;	/* NULL: a flag */
	int (*set)(struct options *opt, const char *value);
	const char *help;
};

static int parse_long(const char *text, long min, long max, long *out)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end || errno || value < min || value > max)
		return -EINVAL;
	*out = value;
	return 0;
}

static const struct { const char *name; int step; } named_steps[] = {
	{ "start", STEP_START },
	{ "eval", STEP_EVAL },
	{ "exec", STEP_EXEC },
	{ "map", STEP_MAP },
};
enum { NAMED_STEPS = sizeof(named_steps) / sizeof(*named_steps) };

/* As the command line calls it. */
const char *step__name(int step)
{
	static char number[12];

	for (int i = 0; i < NAMED_STEPS; i++) {
		if (named_steps[i].step == step)
			return named_steps[i].name;
	}
	snprintf(number, sizeof(number), "%d", step);
	return number;
}

static int parse_step(const char *text, int *out)
{
	long phase;

	for (int i = 0; i < NAMED_STEPS; i++) {
		if (!strcmp(text, named_steps[i].name)) {
			*out = named_steps[i].step;
			return 0;
		}
	}
	if (parse_long(text, 0, 32, &phase))
		return -EINVAL;
	*out = (int)phase;
	return 0;
}

static int parse_flag(const char *value, bool *out)
{
	if (!value || !strcmp(value, "true"))
		*out = true;
	else if (!strcmp(value, "false"))
		*out = false;
	else
		return -EINVAL;
	return 0;
}

/* "LEFT<separator>RIGHT": right stays within text, left is copied. */
static int split(const char *text, char separator, char *left, size_t size, const char **right)
{
	const char *at = strchr(text, separator);

	if (!at || (size_t)(at - text) >= size)
		return -EINVAL;
	memcpy(left, text, at - text);
	left[at - text] = '\0';
	*right = at + 1;
	return 0;
}

static int set_name(struct options *opt, const char *value)
{
	/* The name becomes part of file names. Any other byte is let through: hostile names are worth testing. */
	if (!*value || strchr(value, '/') || strlen(value) > 128 || opt->name_count == NAMES_MAX)
		return -EINVAL;
	opt->names[opt->name_count++] = strdup(value);
	return 0;
}

static int set_containers(struct options *opt, const char *value)
{
	long n;

	if (parse_long(value, 1, NAMES_MAX, &n))
		return -EINVAL;
	opt->containers = (int)n;
	return 0;
}

static int set_generation(struct options *opt, const char *value)
{
	for (int i = 0; i < GENERATION_COUNT; i++) {
		if (!strcmp(value, generation_names[i]) && generation__built(i)) {
			opt->generation = i;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_daemon(struct options *opt, const char *value) { return parse_flag(value, &opt->daemon); }
static int set_quiet(struct options *opt, const char *value) { return parse_flag(value, &opt->quiet); }
static int set_chroot(struct options *opt, const char *value) { return parse_flag(value, &opt->chroot); }
static int set_no_rootfs(struct options *opt, const char *value) { return parse_flag(value, &opt->no_rootfs); }
static int set_no_pid_ns(struct options *opt, const char *value) { return parse_flag(value, &opt->no_pid_ns); }
static int set_network(struct options *opt, const char *value) { return parse_flag(value, &opt->network); }
static int set_no_cgroup(struct options *opt, const char *value) { return parse_flag(value, &opt->no_cgroup); }

static int set_user_ns(struct options *opt, const char *value)
{
	return parse_flag(value, &opt->user_ns);
}

static int set_listen_in_child(struct options *opt, const char *value)
{
	return parse_flag(value, &opt->listen_in_child);
}

static int set_delay(struct options *opt, const char *value)
{
	char left[16];
	const char *right;
	int step;

	if (split(value, '=', left, sizeof(left), &right) || parse_step(left, &step))
		return -EINVAL;
	return parse_long(right, 0, 3600000, &opt->delay_ms[step]);
}

static int set_work(struct options *opt, const char *value)
{
	char left[16];
	const char *right;
	int step;

	if (split(value, '=', left, sizeof(left), &right) || parse_step(left, &step))
		return -EINVAL;
	return parse_long(right, 0, 1000000, &opt->work_mib[step]);
}

static int set_hook(struct options *opt, const char *value)
{
	char left[16];
	const char *right;
	int step;

	if (split(value, '=', left, sizeof(left), &right) || parse_step(left, &step))
		return -EINVAL;
	opt->hook[step] = strdup(right);
	return 0;
}

static int set_provoke(struct options *opt, const char *value)
{
	char left[16];
	const char *right;
	int step;

	if (split(value, '=', left, sizeof(left), &right) || parse_step(left, &step) ||
	    !provocation__is_known(right))
		return -EINVAL;
	opt->provoked[step] = strdup(right);
	return 0;
}

static int set_stamps(struct options *opt, const char *value)
{
	opt->stamps_fd = open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	return opt->stamps_fd < 0 ? -EINVAL : 0;
}

static int set_skip(struct options *opt, const char *value)
{
	int step;

	if (parse_step(value, &step) || step >= STEP_START)
		return -EINVAL;
	opt->skip[step] = true;
	return 0;
}

static int set_fail(struct options *opt, const char *value)
{
	return parse_step(value, &opt->fail_step);
}

static int set_fail_how(struct options *opt, const char *value)
{
	static const char *const names[] = { "exit", "kill", "raise" };

	for (int i = 0; i < 3; i++) {
		if (!strcmp(value, names[i])) {
			opt->fail_how = i;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_kill(struct options *opt, const char *value)
{
	static const char *const names[ROLE_COUNT] = { "launcher", "root", "supervisor", "container" };
	char left[16];
	const char *right;
	long phase;

	if (split(value, '@', left, sizeof(left), &right) || parse_long(right, 0, 127, &phase))
		return -EINVAL;
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (!strcmp(left, names[i])) {
			opt->kill_role = i;
			opt->kill_phase = (int)phase;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_only(struct options *opt, const char *value)
{
	opt->only = strdup(value);
	return 0;
}

static int set_rootfs(struct options *opt, const char *value)
{
	opt->rootfs = strdup(value);
	return 0;
}

static int set_hostname(struct options *opt, const char *value)
{
	if (!*value || strlen(value) > HOST_NAME_MAX)
		return -EINVAL;
	opt->hostname = strdup(value);
	return 0;
}

static int set_listen(struct options *opt, const char *value)
{
	return parse_long(value, 0, 65535, &opt->listen_port);
}

static int set_listen_after(struct options *opt, const char *value)
{
	return parse_long(value, 0, 3600000, &opt->listen_after_ms);
}

static int set_children(struct options *opt, const char *value)
{
	return parse_long(value, 0, 64, &opt->children);
}

static int set_run_for(struct options *opt, const char *value)
{
	if (!strcmp(value, "forever")) {
		opt->run_forever = true;
		return 0;
	}
	opt->run_forever = false;
	return parse_long(value, 0, 86400000, &opt->run_for_ms);
}

static int set_exit_code(struct options *opt, const char *value)
{
	return parse_long(value, 0, 255, &opt->exit_code);
}

static int set_exit_signal(struct options *opt, const char *value)
{
	static const struct { const char *name; int number; } known[] = {
		{ "ILL", 4 }, { "TRAP", 5 }, { "BUS", 7 }, { "FPE", 8 }, { "KILL", 9 }, { "SEGV", 11 },
	};
	long number = 0;

	/* A namespace's init dies by no other signal: the kernel drops what its own processes send it. */
	if (!strncasecmp(value, "SIG", 3))
		value += 3;
	(void)parse_long(value, 1, 64, &number);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (known[i].number == number || !strcasecmp(known[i].name, value)) {
			opt->exit_signal = known[i].number;
			return 0;
		}
	}
	return -EINVAL;
}

static int parse_mark(const char *value, struct mark *mark)
{
	char left[24];
	const char *right;

	if (split(value, '=', left, sizeof(left), &right)) {
		mark->kind = MARK_PHASE;
		return parse_long(value, LONG_MIN, LONG_MAX, &mark->flag);
	}
	if (parse_long(left, LONG_MIN, LONG_MAX, &mark->flag))
		return -EINVAL;
	mark->text = strdup(right);
	mark->kind = parse_long(right, LONG_MIN, LONG_MAX, &mark->number) ? MARK_TEXT : MARK_NUMBER;
	return 0;
}

static int set_mark(struct options *opt, const char *value)
{
	if (opt->mark_count == MARKS_MAX || parse_mark(value, &opt->marks[opt->mark_count]))
		return -EINVAL;
	opt->mark_count++;
	return 0;
}

static int set_run_mark(struct options *opt, const char *value)
{
	if (opt->run_mark_count == MARKS_MAX || parse_mark(value, &opt->run_marks[opt->run_mark_count]))
		return -EINVAL;
	opt->run_mark_count++;
	return 0;
}

static int set_mark_every(struct options *opt, const char *value)
{
	return parse_long(value, 1, 3600000, &opt->mark_every_ms);
}

static int set_bad_string(struct options *opt, const char *value)
{
	bool wanted = false;

	if (opt->mark_count == MARKS_MAX || parse_flag(value, &wanted))
		return -EINVAL;
	if (wanted)
		opt->marks[opt->mark_count++] = (struct mark){ .flag = 123, .kind = MARK_BAD };
	return 0;
}

static int set_storm(struct options *opt, const char *value)
{
	return parse_long(value, 1, LONG_MAX, &opt->storm);
}

static int set_storm_rate(struct options *opt, const char *value)
{
	return parse_long(value, 1, 100000000, &opt->storm_rate);
}

static int set_storm_kind(struct options *opt, const char *value)
{
	if (!strcmp(value, "phase"))
		opt->storm_kind = MARK_PHASE;
	else if (!strcmp(value, "number"))
		opt->storm_kind = MARK_NUMBER;
	else if (!strcmp(value, "text"))
		opt->storm_kind = MARK_TEXT;
	else
		return -EINVAL;
	return 0;
}

static const struct option_def definitions[] = {
	{ "name", "NAME", set_name, "the container's name; repeat it for several containers in one run" },
	{ "containers", "N", set_containers, "N containers in one run: NAME-0 to NAME-(N-1)" },
	{ "generation", "G", set_generation, "probes to fire: 0.11, 2019 or 2019-10-07 (those this binary has)" },
	{ "daemon", NULL, set_daemon, "launcher -> root -> supervisors; the launcher exits at once" },
	{ "quiet", NULL, set_quiet, "say nothing but errors" },
	{ "delay", "STEP=MS", set_delay, "sleep in the interval that ends in STEP" },
	{ "work", "STEP=MIB", set_work, "compute over MIB of memory in the interval that ends in STEP" },
	{ "hook", "STEP=COMMAND", set_hook, "run sh -c COMMAND in the interval that ends in STEP" },
	{ "provoke", "STEP=WHAT", set_provoke,
	  "binds N FROM TO, umounts N DIR, cgroups N DIR, filters N, read FILE or touch FILE" },
	{ "stamps", "FILE", set_stamps, "write down how long what was injected took: STEP WHAT NS CPU-NS a line" },
	{ "skip", "PHASE", set_skip, "pass PHASE without firing it, as when its event is lost; repeat" },
	{ "fail", "STEP", set_fail, "fail in the interval that ends in STEP" },
	{ "fail-how", "HOW", set_fail_how, "exit (1, after clean-up; default), kill (SIGKILL), raise (rescued: goes on)" },
	{ "kill", "WHO@PHASE", set_kill, "SIGKILL launcher, root, supervisor or container once PHASE has passed" },
	{ "only", "NAME", set_only, "delays, hooks and failures hit this container of the run alone" },
	{ "rootfs", "DIR", set_rootfs, "root file system (default: rootfs beside the binary)" },
	{ "chroot", NULL, set_chroot, "chroot instead of pivot_root" },
	{ "no-rootfs", NULL, set_no_rootfs, "keep the host's root: no bind mount, no pivot_root" },
	{ "no-pid-ns", NULL, set_no_pid_ns, "stay in the supervisor's pid namespace" },
	{ "user-ns", NULL, set_user_ns, "unshare a user namespace and map it; implies chroot, as pivot_root is then refused" },
	{ "network", NULL, set_network, "own network namespace, set up by ip processes (0.11: phases 31 and 32)" },
	{ "no-cgroup", NULL, set_no_cgroup, "join no cgroup even where there is one" },
	{ "hostname", "NAME", set_hostname, "host name of the container (default: its name)" },
	{ "listen", "PORT", set_listen, "the application listens on 127.0.0.1:PORT (0: any; of its own network with --network)" },
	{ "listen-after", "MS", set_listen_after, "... after MS" },
	{ "listen-in-child", NULL, set_listen_in_child, "... in a child of the application" },
	{ "children", "N", set_children, "the application forks N children which live as long as it" },
	{ "run-for", "MS", set_run_for, "the application ends after MS, or \"forever\" (default 0; 10000 when listening)" },
	{ "exit-code", "N", set_exit_code, "the application exits with N" },
	{ "exit-signal", "S", set_exit_signal, "the application dies by S: ILL TRAP BUS FPE KILL SEGV" },
	{ "mark", "FLAG[=VALUE]", set_mark, "before_chroot hook: FLAG a phase, FLAG=INT a number, FLAG=TEXT a text; repeat" },
	{ "mark-every", "MS", set_mark_every, "the supervisor fires its marks every MS while the container runs" },
	{ "run-mark", "FLAG[=VALUE]", set_run_mark, "a mark of the supervisor's (default: 123=NAME and 124); repeat" },
	{ "bad-string", NULL, set_bad_string, "before_chroot hook: a text mark whose pointer points nowhere" },
	{ "storm", "N", set_storm, "boot nothing: fire N probes from this process, print the elapsed ns" },
	{ "storm-rate", "R", set_storm_rate, "... R per second, in bursts of one millisecond" },
	{ "storm-kind", "KIND", set_storm_kind, "... phase (code 123; default), number or text" },
};

enum { DEFINITION_COUNT = sizeof(definitions) / sizeof(*definitions) };

static const struct option_def *find_definition(const char *name, size_t length)
{
	for (int i = 0; i < DEFINITION_COUNT; i++) {
		if (strlen(definitions[i].name) == length && !strncmp(definitions[i].name, name, length))
			return &definitions[i];
	}
	return NULL;
}

void options__init(struct options *opt)
{
	memset(opt, 0, sizeof(*opt));
	opt->generation = generation__default();
	opt->stamps_fd = -1;
	opt->fail_step = -1;
	opt->kill_phase = -1;
	opt->listen_port = -1;
	opt->run_for_ms = -1;
}

static char *trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text;
}

static int parse_haco_file(struct options *opt, const char *path, char *error, size_t size)
{
	char line[1024];
	FILE *file;
	int number = 0;
	int rc = 0;

	file = fopen(path, "re");
	if (!file) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		return -ENOENT;
	}
	while (!rc && fgets(line, sizeof(line), file)) {
		char *key = trim(line);
		char *value = strchr(key, '=');
		const struct option_def *def;

		number++;
		if (!*key || *key == '#')
			continue;
		if (value) {
			*value++ = '\0';
			key = trim(key);
			value = trim(value);
		}
		def = find_definition(key, strlen(key));
		if (!def || (def->arg && !value) || def->set(opt, value)) {
			snprintf(error, size, "%s:%d: cannot use \"%s\"", path, number, key);
			rc = -ENOENT;
		}
	}
	fclose(file);
	return rc;
}

static bool is_haco_file(const char *arg)
{
	size_t length = strlen(arg);

	return length > 5 && !strcmp(arg + length - 5, ".haco");
}

static const char *base_name(const char *path, char *buffer, size_t size)
{
	const char *slash = strrchr(path, '/');
	char *dot;

	snprintf(buffer, size, "%s", slash ? slash + 1 : path);
	dot = strrchr(buffer, '.');
	if (dot)
		*dot = '\0';
	return buffer;
}

static int name_containers(struct options *opt)
{
	char buffer[192];
	const char *first;

	if (!opt->name_count) {
		if (opt->haco_file)
			base_name(opt->haco_file, buffer, sizeof(buffer));
		else
			snprintf(buffer, sizeof(buffer), "haconiwa-%d", (int)getpid());
		if (set_name(opt, buffer))
			return -EINVAL;
	}
	if (!opt->containers)
		return 0;
	if (opt->name_count > 1)
		return -EINVAL;
	first = opt->names[0];
	opt->name_count = 0;
	for (int i = 0; i < opt->containers; i++) {
		snprintf(buffer, sizeof(buffer), "%s-%d", first, i);
		if (set_name(opt, buffer))
			return -EINVAL;
	}
	return 0;
}

/*
 * -EINVAL: wrong usage. -ENOENT: the haco file cannot be read or makes no sense, which haconiwa finds out
 * only after its first probe has fired: the rest of the options is usable all the same.
 */
int options__parse(struct options *opt, int argc, char **argv, char *error, size_t size)
{
	bool names_from_file;
	int from_file = 0;

	for (int i = 0; i < argc && strcmp(argv[i], "--"); i++) {
		if (is_haco_file(argv[i]) && strncmp(argv[i], "--", 2)) {
			opt->haco_file = argv[i];
			from_file = parse_haco_file(opt, argv[i], error, size);
			break;
		}
	}
	names_from_file = opt->name_count > 0;
	for (int i = 0; i < argc; i++) {
		const struct option_def *def;
		const char *name = argv[i] + 2;
		const char *value = NULL;
		const char *equals;
		size_t length;

		if (!strcmp(argv[i], "--")) {
			if (i + 1 < argc)
				opt->command = argv + i + 1;
			break;
		}
		if (strncmp(argv[i], "--", 2)) {
			if (argv[i] == opt->haco_file)
				continue;
			snprintf(error, size, "unexpected argument \"%s\" (a haco file ends in .haco)", argv[i]);
			return -EINVAL;
		}
		equals = strchr(name, '=');
		length = equals ? (size_t)(equals - name) : strlen(name);
		def = find_definition(name, length);
		if (!def) {
			snprintf(error, size, "unknown option \"%s\"", argv[i]);
			return -EINVAL;
		}
		if (equals)
			value = equals + 1;
		else if (def->arg)
			value = i + 1 < argc ? argv[++i] : NULL;
		if (def->set == set_name && names_from_file) {
			opt->name_count = 0;
			names_from_file = false;
		}
		if ((def->arg && !value) || def->set(opt, value)) {
			snprintf(error, size, "--%s cannot be \"%s\"%s", def->name, value ? value : "",
				 def->set == set_generation ? ": this binary has no such probes" : "");
			return -EINVAL;
		}
	}
	if (name_containers(opt)) {
		snprintf(error, size, "--containers goes with one --name of at most 128 bytes, without \"/\"");
		return -EINVAL;
	}
	if (opt->user_ns)
		opt->chroot = true;
	if (opt->run_for_ms < 0 && !opt->run_forever)
		opt->run_for_ms = opt->listen_port >= 0 ? 10000 : 0;
	return from_file;
}

/* The default root file system lies beside the binary, so that a copied build folder goes on working. */
const char *options__rootfs(const struct options *opt)
{
	static char path[PATH_MAX + 16];
	ssize_t length;
	char *slash;

	if (opt->rootfs)
		return opt->rootfs;
	if (path[0])
		return path;
	length = readlink("/proc/self/exe", path, PATH_MAX - 1);
	if (length < 0)
		return "rootfs";
	path[length] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash ? slash + 1 : path, "rootfs");
	return path;
}

void options__help(FILE *out)
{
	fputs("A small container runtime with haconiwa's processes and probes, to test a tracer with.\n"
	      "\n"
	      "  haconiwa run [OPTIONS] [FILE.haco] [-- COMMAND [ARG...]]\n"
	      "  haconiwa kill [-s SIGNAL] NAME|FILE.haco     signal a running container, wait for its end\n"
	      "  haconiwa attach NAME|FILE.haco [-- COMMAND]  run a command in a running container\n"
	      "  haconiwa version\n"
	      "\n"
	      "Only run fires probes. The haco file holds the same options, one \"key = value\" a line, # for\n"
	      "comments; the command line wins. COMMAND runs inside the root file system, which has\n"
	      "/bin/payload, sh, rm, true and sleep only.\n"
	      "\n"
	      "Options of run:\n", out);
	for (int i = 0; i < DEFINITION_COUNT; i++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", definitions[i].name, definitions[i].arg ? " " : "",
			 definitions[i].arg ? definitions[i].arg : "");
		fprintf(out, "  %-24s %s\n", left, definitions[i].help);
	}
	fputs("\n"
	      "STEP is a phase code (0-6, 11-21, 31, 32), or start (before the launcher's first phase), eval\n"
	      "(the launcher, after it), exec (between 21 and execve; --fail exec runs a file that is not there) or\n"
	      "map (the supervisor, before it maps users). It happens in the process that fires the phase.\n"
	      "\n"
	      "Exit: 0 for almost every boot, failed ones too, as with haconiwa; 1 when no container was\n"
	      "started (haco file missing or wrong, name already running); 2 wrong usage, not root, no\n"
	      "namespaces; 128 + signal for a killed launcher.\n", out);
}
