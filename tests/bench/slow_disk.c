/* Makes every fsync and fdatasync take SLOW_DISK_US microseconds longer: a slow disk for both servers alike. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_it(void) {
    const char *asked = getenv("SLOW_DISK_US");
    if (asked) usleep((useconds_t)atoi(asked));
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    wait_for_it();
    return real(file);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    wait_for_it();
    return real(file);
}
