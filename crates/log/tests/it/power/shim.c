/* Records what a process does to the files of one folder, in one order, for replaying a power cut (see mod.rs).
 *
 * Preloaded (LD_PRELOAD). HOVEDBOK_TRACE_ROOT is the folder, absolute and without symbolic links; HOVEDBOK_TRACE_FILE
 * gets the records. A record is: kind (1 byte), inode (8), number (8), length of text (4), length of more (4), text, more;
 * numbers in the machine's order.
 *
 *   o  opened with O_CREAT or O_TRUNC   number: 1 when truncated   text: path
 *   w  written                          number: offset             text: the bytes
 *   t  truncated or extended            number: length
 *   s  synced, file or folder
 *   r  renamed                          text: from                 more: to
 *   u  unlinked                         text: path
 *   m  folder made                      text: path
 *   d  folder removed                   text: path
 *   a  acknowledged: `acked N` written to standard output          number: N
 *
 * Each call is made and recorded under one lock: a write that is made while a file is being synced counts as made after
 * it. sync_file_range is not recorded: it promises nothing. What goes past these functions (mapped memory, raw system
 * calls) is noticed by the test, which compares the replayed folder with the real one. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int trace = -1;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("HOVEDBOK_TRACE_ROOT"), *file = getenv("HOVEDBOK_TRACE_FILE");
    if (!folder || !file || strlen(folder) >= sizeof root) abort();
    strcpy(root, folder);
    root_length = strlen(root);
    trace = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (trace < 0) abort();
}

static void record(char kind, uint64_t inode, uint64_t number, const void *text, size_t length, const void *more, size_t more_length) {
    char front[25] = {kind};
    uint32_t lengths[2] = {length, more_length};
    memcpy(front + 1, &inode, 8);
    memcpy(front + 9, &number, 8);
    memcpy(front + 17, lengths, 8);
    struct iovec parts[3] = {{front, sizeof front}, {(void *)text, length}, {(void *)more, more_length}};
    if (syscall(SYS_writev, trace, parts, 3) != (long)(sizeof front + length + more_length)) abort();
}

/* Where a path lies below the folder; NULL elsewhere. `at` gets the absolute path. */
static const char *below(char at[2 * PATH_MAX], int folder, const char *path) {
    if (path[0] == '/') {
        snprintf(at, 2 * PATH_MAX, "%s", path);
    } else {
        char link[64];
        if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, at, PATH_MAX - 1);
        if (length < 0) return NULL;
        snprintf(at + length, PATH_MAX, path[0] ? "/%s" : "%s", path);
    }
    return strncmp(at, root, root_length) == 0 && at[root_length] == '/' ? at + root_length + 1 : NULL;
}

/* The inode of an open file or folder that is the traced folder or lies below it; 0 elsewhere. */
static uint64_t inode_of(int fd) {
    int before = errno;
    char at[PATH_MAX], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, at, sizeof at - 1);
    uint64_t inode = 0;
    struct stat about;
    if (length >= (ssize_t)root_length && strncmp(at, root, root_length) == 0
        && ((size_t)length == root_length || at[root_length] == '/') && fstat(fd, &about) == 0
        && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
        inode = about.st_ino;
    errno = before;
    return inode;
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&one);
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && flags & (O_CREAT | O_TRUNC)) {
        char at[2 * PATH_MAX];
        const char *name = below(at, folder, path);
        uint64_t inode = name ? inode_of(fd) : 0;
        if (inode) record('o', inode, (flags & O_TRUNC) != 0, name, strlen(name), NULL, 0);
    }
    pthread_mutex_unlock(&one);
    return fd;
}

static mode_t mode_of(int flags, va_list rest) {
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                                                  \
    int name(const char *path, int flags, ...) {                                    \
        va_list rest;                                                               \
        va_start(rest, flags);                                                      \
        mode_t mode = mode_of(flags, rest);                                         \
        va_end(rest);                                                               \
        return open_at(AT_FDCWD, path, flags, mode);                                \
    }
#define OPENAT(name)                                                                \
    int name(int folder, const char *path, int flags, ...) {                        \
        va_list rest;                                                               \
        va_start(rest, flags);                                                      \
        mode_t mode = mode_of(flags, rest);                                         \
        va_end(rest);                                                               \
        return open_at(folder, path, flags, mode);                                  \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *bytes, size_t count) {
    uint64_t inode = fd == trace ? 0 : inode_of(fd);
    if (!inode && fd != 1) return syscall(SYS_write, fd, bytes, count);
    pthread_mutex_lock(&one);
    if (fd == 1 && count > 6 && count < 32 && memcmp(bytes, "acked ", 6) == 0) {
        char line[32] = {0};
        memcpy(line, bytes, count);
        record('a', 0, strtoull(line + 6, NULL, 10), NULL, 0, NULL, 0);
    }
    int flags = fcntl(fd, F_GETFL);
    off_t offset = inode ? lseek(fd, 0, flags >= 0 && flags & O_APPEND ? SEEK_END : SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, fd, bytes, count);
    if (inode && done > 0) record('w', inode, offset, bytes, done, NULL, 0);
    pthread_mutex_unlock(&one);
    return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!inode_of(fd)) return syscall(SYS_writev, fd, parts, count);
    for (int part = 0; part < count; part++) /* Fewer bytes than were asked for is an answer that callers expect. */
        if (parts[part].iov_len) return write(fd, parts[part].iov_base, parts[part].iov_len);
    return 0;
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t offset) {
    uint64_t inode = inode_of(fd);
    pthread_mutex_lock(&one);
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, count, offset);
    if (inode && done > 0) record('w', inode, offset, bytes, done, NULL, 0);
    pthread_mutex_unlock(&one);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return write_at(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return write_at(fd, bytes, count, offset); }

/* Copying inside the kernel is refused: callers fall back to reading and writing. */
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count, unsigned flags) {
    (void)from, (void)from_at, (void)to, (void)to_at, (void)count, (void)flags;
    errno = ENOSYS;
    return -1;
}
ssize_t sendfile(int to, int from, off_t *from_at, size_t count) {
    (void)to, (void)from, (void)from_at, (void)count;
    errno = ENOSYS;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *from_at, size_t count) { return sendfile(to, from, from_at, count); }

/* Calls `number` on an open file and records it. */
static int on_file(long number, int fd, off_t length, char kind) {
    uint64_t inode = inode_of(fd);
    pthread_mutex_lock(&one);
    int said = syscall(number, fd, length);
    if (inode && said == 0) record(kind, inode, length, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&one);
    return said;
}

int fsync(int fd) { return on_file(SYS_fsync, fd, 0, 's'); }
int fdatasync(int fd) { return on_file(SYS_fdatasync, fd, 0, 's'); }
int ftruncate(int fd, off_t length) { return on_file(SYS_ftruncate, fd, length, 't'); }
int ftruncate64(int fd, off64_t length) { return on_file(SYS_ftruncate, fd, length, 't'); }

static int rename_at(int folder, const char *from, int to_folder, const char *to) {
    char at[2 * PATH_MAX], to_at[2 * PATH_MAX];
    const char *name = below(at, folder, from), *to_name = below(to_at, to_folder, to);
    pthread_mutex_lock(&one);
    int said = syscall(SYS_renameat2, folder, from, to_folder, to, 0);
    if (said == 0 && (name || to_name)) {
        if (!name || !to_name) abort(); /* Into the traced folder or out of it: not a thing this test knows. */
        record('r', 0, 0, name, strlen(name), to_name, strlen(to_name));
    }
    pthread_mutex_unlock(&one);
    return said;
}

int rename(const char *from, const char *to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int folder, const char *from, int to_folder, const char *to) { return rename_at(folder, from, to_folder, to); }

static int unlink_at(int folder, const char *path, int flags) {
    char at[2 * PATH_MAX];
    const char *name = below(at, folder, path);
    pthread_mutex_lock(&one);
    int said = syscall(SYS_unlinkat, folder, path, flags);
    if (said == 0 && name) record(flags & AT_REMOVEDIR ? 'd' : 'u', 0, 0, name, strlen(name), NULL, 0);
    pthread_mutex_unlock(&one);
    return said;
}

int unlink(const char *path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_at(folder, path, flags); }
int rmdir(const char *path) { return unlink_at(AT_FDCWD, path, AT_REMOVEDIR); }

static int make_folder_at(int folder, const char *path, mode_t mode) {
    char at[2 * PATH_MAX];
    const char *name = below(at, folder, path);
    struct stat about;
    pthread_mutex_lock(&one);
    int said = syscall(SYS_mkdirat, folder, path, mode);
    if (said == 0 && name) {
        if (stat(at, &about) != 0) abort();
        record('m', about.st_ino, 0, name, strlen(name), NULL, 0);
    }
    pthread_mutex_unlock(&one);
    return said;
}

int mkdir(const char *path, mode_t mode) { return make_folder_at(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return make_folder_at(folder, path, mode); }
