// Linux calls that Swift's Glibc module does not show (epoll, eventfd, signalfd, accept4, affinity), and
// sockets without their unions. One door for the Transport target: only plain numbers and bytes cross it.
//
// Conventions: calls that can fail return -errno; calls that were interrupted are made again. An address is 16
// bytes in network order, with IPv4 as ::ffff:a.b.c.d, and a port in host order.

#ifndef GEOD_CLINUX_H
#define GEOD_CLINUX_H

#include <stddef.h>
#include <stdint.h>

// Resolves a name into at most `max` addresses of 16 bytes; the number of them, or -1 when there is none.
int clinux_resolve(const char *name, uint8_t *addresses, int max);

// Sockets. All of them are non-blocking and closed on exec.
int clinux_listen(const uint8_t *address, uint16_t port, int backlog);
// 0 when nobody listens on the address: SO_REUSEPORT alone would let two daemons of one user share it.
int clinux_probe_free(const uint8_t *address, uint16_t port);
int clinux_local_address(int fd, uint8_t *address, uint16_t *port);
int clinux_accept(int listener, uint8_t *address, uint16_t *port);
// Begins to connect; the outcome comes with writability and is told by clinux_socket_error (0 for success).
int clinux_connect(const uint8_t *address, uint16_t port);
int clinux_socket_error(int fd);
int64_t clinux_receive(int fd, void *bytes, size_t count);
int64_t clinux_send(int fd, const void *bytes, size_t count);
// A stretch of bytes, and a way to send several of them with one call, in their order; at most 64.
typedef struct {
  const void *start;
  size_t count;
} clinux_piece;
int64_t clinux_send_pieces(int fd, const clinux_piece *pieces, int count);
void clinux_shutdown_write(int fd);
void clinux_close(int fd);
// Waits for one descriptor: 1 ready, 0 time is up.
int clinux_wait(int fd, int forWriting, int milliseconds);

// Files.
int clinux_open_null(void);
int clinux_open_file(const char *path);
// Opens what must be a regular file; tells whether others than owner and group may do anything with it.
int clinux_open_regular(const char *path, int *others_may);
int64_t clinux_read_file(int fd, void *bytes, size_t count);

// epoll. `events` is memory of clinux_events_size(max) bytes that the caller owns.
size_t clinux_events_size(int count);
int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, int reads, int writes, uint64_t token);
int clinux_epoll_change(int epoll, int fd, int reads, int writes, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);
int clinux_epoll_wait(int epoll, void *events, int max, int milliseconds);
uint64_t clinux_event_token(const void *events, int index);
int clinux_event_readable(const void *events, int index);
int clinux_event_writable(const void *events, int index);

int clinux_eventfd(void);
void clinux_eventfd_raise(int fd);
void clinux_eventfd_lower(int fd);

// A timer that epoll can watch: readable from a moment of the monotonic clock on, until it is silenced.
int clinux_timer(void);
void clinux_timer_set(int fd, int64_t milliseconds);
void clinux_timer_silence(int fd);

// Signals: SIGTERM and SIGINT are `terminate`, SIGHUP is `reload`.
enum { clinux_terminate = 1, clinux_reload = 2 };
void clinux_ignore_sigpipe(void);
int clinux_signalfd(void);
int clinux_signalfd_read(int fd);

// Errors.
int clinux_is_exhausted(int error);
int clinux_is_blocked(int error);
const char *clinux_error_text(int error);

// Clocks and threads.
int64_t clinux_monotonic_milliseconds(void);
int64_t clinux_unix_seconds(void);
// Binds the calling thread to the `index`-th (modulo) of the processors that the process may use.
int clinux_pin_thread(int index);
void clinux_name_thread(const char *name);

#endif
