/*
 * The CNI plugin the runtime executes for each pod. It carries its environment and its configuration to the node
 * agent's socket and prints the answer: all knowledge is in the agent, so this starts in well under a millisecond.
 * No C library: start-up cost and size are the point.
 *
 * Request:  the CNI_ variables, each ended by a zero byte; one more zero byte; the configuration; end of writing.
 * Answer:   one byte, '0' or '1' (the exit code), then the JSON text for standard output.
 *
 * Called under the name "loopback" (which containerd wants to exist) it answers by itself: the agent brings
 * loopback up together with the pod's link.
 */
typedef unsigned long word;

#if defined(__x86_64__)
enum { SYS_read = 0, SYS_write = 1, SYS_socket = 41, SYS_connect = 42, SYS_shutdown = 48, SYS_exit = 231 };
static long call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}
__asm__(".globl _start\n_start:\n xor %rbp,%rbp\n mov %rsp,%rdi\n and $-16,%rsp\n call begin\n");
#elif defined(__aarch64__)
enum { SYS_read = 63, SYS_write = 64, SYS_socket = 198, SYS_connect = 203, SYS_shutdown = 210, SYS_exit = 94 };
static long call(long number, long a, long b, long c) {
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}
__asm__(".globl _start\n_start:\n mov x0, sp\n bl begin\n");
#else
#error "The CNI stub knows x86_64 and aarch64."
#endif

static char config[65536];
static char answer[65536];

static word length_of(const char *text) {
    word n = 0;
    while (text[n]) n++;
    return n;
}

static int starts_with(const char *text, const char *with) {
    while (*with) if (*text++ != *with++) return 0;
    return 1;
}

static void write_all(int fd, const char *data, word size) {
    while (size) {
        long n = call(SYS_write, fd, (long)data, (long)size);
        if (n == -4) continue;
        if (n <= 0) return;
        data += n;
        size -= (word)n;
    }
}

static void print(const char *text) { write_all(1, text, length_of(text)); }

static void leave(int code) {
    for (;;) call(SYS_exit, code, 0, 0);
}

/* 11 is CNI's "try again later": right when the agent is just being restarted. */
static void fail(const char *code, const char *message) {
    print("{\"cniVersion\":\"1.0.0\",\"code\":");
    print(code);
    print(",\"msg\":\"");
    print(message);
    print("\"}\n");
    leave(1);
}

/* The text of "key": "text" in the configuration. Values with escapes are not understood; ours have none. */
static int find_text(const char *key, char *into, word room) {
    for (char *at = config; *at; at++) {
        if (*at != '"' || !starts_with(at + 1, key) || at[1 + length_of(key)] != '"') continue;
        char *value = at + length_of(key) + 2;
        while (*value == ' ' || *value == '\t' || *value == '\n' || *value == '\r') value++;
        if (*value++ != ':') continue;
        while (*value == ' ' || *value == '\t' || *value == '\n' || *value == '\r') value++;
        if (*value++ != '"') continue;
        word n = 0;
        while (value[n] && value[n] != '"') n++;
        if (n >= room) return 0;
        for (word i = 0; i < n; i++) into[i] = value[i];
        into[n] = 0;
        return 1;
    }
    return 0;
}

static void loopback(const char *command, const char *netns) {
    char version[32];
    if (!find_text("cniVersion", version, sizeof version)) { version[0] = '1'; version[1] = '.'; version[2] = '0'; version[3] = '.'; version[4] = '0'; version[5] = 0; }
    if (starts_with(command, "VERSION")) {
        print("{\"cniVersion\":\"");
        print(version);
        print("\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n");
    } else if (starts_with(command, "ADD")) {
        print("{\"cniVersion\":\"");
        print(version);
        print("\",\"interfaces\":[{\"name\":\"lo\",\"mac\":\"00:00:00:00:00:00\",\"sandbox\":\"");
        print(netns);
        print("\"}],\"ips\":[]}\n");
    }
    leave(0);
}

__attribute__((used)) void begin(word *stack) {
    word count = stack[0];
    char **arguments = (char **)(stack + 1), **environment = arguments + count + 1;
    const char *name = count ? arguments[0] : "", *command = "", *netns = "";
    for (const char *at = name; *at; at++) if (*at == '/') name = at + 1;
    for (char **e = environment; *e; e++) {
        if (starts_with(*e, "CNI_COMMAND=")) command = *e + 12;
        if (starts_with(*e, "CNI_NETNS=")) netns = *e + 10;
    }

    word size = 0;
    for (;;) {
        if (size >= sizeof config - 1) fail("6", "the configuration is larger than 64 KiB");
        long n = call(SYS_read, 0, (long)(config + size), (long)(sizeof config - 1 - size));
        if (n == -4) continue;
        if (n <= 0) break;
        size += (word)n;
    }
    if (starts_with(name, "loopback")) loopback(command, netns);

    struct { unsigned short family; char path[108]; } address = { 1, { 0 } };
    if (!find_text("socket", address.path, sizeof address.path)) fail("7", "the configuration names no socket");
    long fd = call(SYS_socket, 1, 1 | 0x80000, 0);
    if (fd < 0) fail("5", "no socket could be made");
    if (call(SYS_connect, fd, (long)&address, (long)sizeof address) < 0) {
        /* The link goes with the pod's namespace, and the agent releases the address of a sandbox that is gone when
           it starts: without an agent a pod can still be removed. */
        if (starts_with(command, "DEL")) leave(0);
        fail("11", "the timonier agent does not listen; it may be restarting");
    }
    for (char **e = environment; *e; e++)
        if (starts_with(*e, "CNI_")) write_all((int)fd, *e, length_of(*e) + 1);
    write_all((int)fd, "", 1);
    write_all((int)fd, config, size);
    call(SYS_shutdown, fd, 1, 0);

    word got = 0;
    while (got < sizeof answer) {
        long n = call(SYS_read, fd, (long)(answer + got), (long)(sizeof answer - got));
        if (n == -4) continue;
        if (n <= 0) break;
        got += (word)n;
    }
    if (!got) fail("11", "the timonier agent ended before it answered");
    write_all(1, answer + 1, got - 1);
    leave(answer[0] == '0' ? 0 : 1);
}
