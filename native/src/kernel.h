/*
 * The few kernel fields read here. CO-RE finds their real offsets in the running kernel's BTF, so only names
 * and types matter, and no vmlinux.h of some other kernel has to be carried.
 */
#ifndef HACOTAKI_KERNEL_H
#define HACOTAKI_KERNEL_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct user_namespace {
	struct ns_common ns;
};

struct pid_namespace {
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct new_utsname {
	char nodename[65];
};

struct uts_namespace {
	struct new_utsname name;
	struct ns_common ns;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
};

struct cred {
	struct user_namespace *user_ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[];
};

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
};

struct super_block {
	unsigned int s_dev;
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	unsigned short i_mode;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file {
	struct inode *f_inode;
	struct path f_path;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
};

struct cgroup_root {
	int hierarchy_id;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	struct cgroup_root *root;
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct rq;

struct cfs_rq {
	struct rq *rq;
	int throttle_count;
};

struct sched_entity {
	struct cfs_rq *cfs_rq;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start;
	unsigned long arg_end;
};

struct thread_info {
#ifdef __TARGET_ARCH_x86
	unsigned int status;
#elif defined(__TARGET_ARCH_arm64)
	__u64 preempt_count;
#endif
};

struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	__u64 start_boottime;
	char comm[16];
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct nsproxy *nsproxy;
	const struct cred *cred;
	struct signal_struct *signal;
	struct mm_struct *mm;
	struct fs_struct *fs;
	struct files_struct *files;
	struct thread_info thread_info;
	struct css_set *cgroups;
	struct sched_entity se;
	unsigned char throttled; /* since Linux 6.18 */
	unsigned int in_iowait : 1;
};

struct linux_binprm {
	struct file *file;
	const char *filename;
};

struct in6_addr {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};

struct sock_common {
	unsigned short skc_family;
	__u16 skc_num;
	__u32 skc_rcv_saddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
};

struct socket {
	struct sock *sk;
};

/* As a system call leaves them. */
struct pt_regs {
#ifdef __TARGET_ARCH_x86
	unsigned long di, si, dx, r10, r8, r9, orig_ax;
#elif defined(__TARGET_ARCH_arm64)
	__u64 regs[31];
	__u64 pstate;
	__u64 orig_x0;
	int syscallno;
#else
#error "only the registers of x86-64 and arm64 are known"
#endif
};

#pragma clang attribute pop

/* Numbers of the kernel's that no BTF carries. */
#define SIGNAL_GROUP_EXIT 0x00000004
#define UTS_INIT_INODE 0xEFFFFFFEU
#define TCP_LISTEN 10
#define TS_COMPAT 0x0002 /* thread_info.status on x86: the call is one of 32 bits */
#define PSR_MODE32_BIT 0x10 /* pstate on arm64: the program is one of 32 bits */
#define S_IFMT 00170000
#define S_IFIFO 0010000
#define S_IFSOCK 0140000
#define CGROUP_SUPER_MAGIC 0x27e0eb
#define CGROUP2_SUPER_MAGIC 0x63677270
#define CLONE_THREAD 0x00010000
#define PR_SET_SECCOMP 22
#define O_ACCMODE 3
#define O_WRONLY 1
#define AF_NETLINK 16
#define AF_INET 2
#define AF_INET6 10
#define MINOR_BITS 20

#endif
