/* The first process of a sandbox: holds the pod's namespaces, reaps orphans when the pod shares its process
   namespace, and leaves on TERM or INT. No libc, so that the image is this file alone. */

#if defined(__x86_64__)
enum { WAIT4 = 61, EXIT = 60, SIGPROCMASK = 14, SIGTIMEDWAIT = 128 };

static long call(long number, long a, long b, long c, long d)
{
    long result;
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { WAIT4 = 260, EXIT = 93, SIGPROCMASK = 135, SIGTIMEDWAIT = 137 };

static long call(long number, long a, long b, long c, long d)
{
    register long first __asm__("x0") = a;
    register long second __asm__("x1") = b;
    register long third __asm__("x2") = c;
    register long fourth __asm__("x3") = d;
    register long which __asm__("x8") = number;
    __asm__ volatile("svc 0" : "+r"(first) : "r"(second), "r"(third), "r"(fourth), "r"(which) : "memory");
    return first;
}
#else
#error "pause.c knows x86-64 and arm64 only"
#endif

enum { INT = 2, TERM = 15, CHLD = 17, BLOCK = 0, NO_HANG = 1 };

#if defined(__x86_64__)
__attribute__((force_align_arg_pointer))
#endif
__attribute__((noreturn)) void _start(void)
{
    /* Blocked signals wait for us; even the first process of a namespace gets them then. */
    unsigned long awaited = 1UL << (INT - 1) | 1UL << (TERM - 1) | 1UL << (CHLD - 1);
    call(SIGPROCMASK, BLOCK, (long)&awaited, 0, sizeof awaited);
    for (;;) {
        long signal = call(SIGTIMEDWAIT, (long)&awaited, 0, 0, sizeof awaited);
        if (signal == INT || signal == TERM)
            call(EXIT, 0, 0, 0, 0);
        while (call(WAIT4, -1, 0, NO_HANG, 0) > 0)
            ;
    }
}
