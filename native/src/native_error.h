/* What went wrong, in the words of the public surface: a code of a closed set and a sentence for a person. */
#ifndef HACOTAKI_NATIVE_ERROR_H
#define HACOTAKI_NATIVE_ERROR_H

enum native_code {
	NATIVE_FAILED,
	NATIVE_NOT_PERMITTED,
	NATIVE_BINARY_NOT_FOUND,
	NATIVE_BINARY_UNREADABLE,
	NATIVE_BINARY_BUSY,
	NATIVE_NOT_AN_EXECUTABLE,
	NATIVE_NO_PROBES,
	NATIVE_KERNEL_UNSUPPORTED,
};

struct native_error {
	enum native_code code;
	char message[2048];
};

__attribute__((format(printf, 3, 4))) void native_error__set(struct native_error *error, enum native_code code,
							      const char *format, ...);

#endif
