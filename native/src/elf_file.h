/* What is read of an executable: its sections, where addresses lie in the file, and its symbols. */
#ifndef HACOTAKI_ELF_FILE_H
#define HACOTAKI_ELF_FILE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_SYMBOL_TABLES 2

/* The machine that this is compiled for. */
#if defined(__x86_64__)
#define ELF_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define ELF_MACHINE EM_AARCH64
#else
#error "only the registers and system calls of x86-64 and arm64 are known"
#endif

struct symbol_table {
	Elf64_Sym *symbols;
	size_t count;
	char *names;
	size_t names_bytes;
};

struct elf {
	int fd;
	Elf64_Ehdr header;
	Elf64_Shdr *sections;
	Elf64_Phdr *segments;
	char *names;
	size_t names_bytes;
	bool has_loaded_tables;
	struct symbol_table tables[MAX_SYMBOL_TABLES];
	size_t table_count;
};

/* 0, -ENOEXEC when it is no ELF executable of x86-64 or arm64, or another -errno. On failure there is nothing to close. */
int elf__open(int fd, struct elf *elf);
void elf__close(struct elf *elf);

/* One byte more than asked for is allocated, and is 0: text read this way always ends. */
int elf__read_alloc(int fd, void **out, size_t bytes, uint64_t offset);

/* "x86-64", "arm64" */
const char *elf_machine__name(uint16_t machine);

/* NULL when there is none of that name. */
const Elf64_Shdr *elf__find_section(const struct elf *elf, const char *name);

/* Where a virtual address lies in the file, 0 when it does not. */
uint64_t elf__offset_of(const struct elf *elf, uint64_t address);

/* The virtual address of a symbol. False when there is none, or when several of that name lie elsewhere each. */
bool elf__find_symbol(struct elf *elf, const char *name, size_t length, uint64_t *address);

#endif
