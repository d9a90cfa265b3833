// SPDX-License-Identifier: EUPL-1.2
#include "service/sandbox.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace parvis::service {

namespace {

struct FilterRelease {
    void operator()(void* filter) const noexcept { seccomp_release(filter); }
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Sanitizers reserve terabytes of addresses and look at the process from a clone of it.
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

void refuse(void* filter, int call, int answer = EPERM)
{
    if (call == __NR_SCMP_ERROR) {
        return;  // this machine does not know the call
    }
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(answer)), call, 0) != 0) {
        throw Error("sandbox: seccomp refuses the rule for call " + std::to_string(call));
    }
}

void refuse_calls(void* filter)
{
    // io_uring can open sockets without calling socket().
    for (const int call : {SCMP_SYS(socket),
                           SCMP_SYS(socketpair),
                           SCMP_SYS(connect),
                           SCMP_SYS(bind),
                           SCMP_SYS(listen),
                           SCMP_SYS(accept),
                           SCMP_SYS(accept4),
                           SCMP_SYS(io_uring_setup),
                           SCMP_SYS(execve),
                           SCMP_SYS(execveat),
                           SCMP_SYS(process_vm_readv),
                           SCMP_SYS(process_vm_writev),
                           SCMP_SYS(pidfd_open),
                           SCMP_SYS(pidfd_getfd),
                           SCMP_SYS(mount),
                           SCMP_SYS(umount2),
                           SCMP_SYS(pivot_root),
                           SCMP_SYS(chroot),
                           SCMP_SYS(unshare),
                           SCMP_SYS(setns),
                           SCMP_SYS(bpf),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(add_key),
                           SCMP_SYS(request_key),
                           SCMP_SYS(userfaultfd),
                           SCMP_SYS(perf_event_open),
                           SCMP_SYS(init_module),
                           SCMP_SYS(finit_module),
                           SCMP_SYS(kexec_load),
                           SCMP_SYS(reboot),
                           SCMP_SYS(personality)}) {
        refuse(filter, call);
    }
    if (sanitized) {
        return;
    }
    refuse(filter, SCMP_SYS(ptrace));
    refuse(filter, SCMP_SYS(fork));
    refuse(filter, SCMP_SYS(vfork));
    // clone3 hides its flags in memory where a filter cannot look: as if it did not exist, glibc
    // then makes threads with clone. A clone that is not a thread is refused.
    refuse(filter, SCMP_SYS(clone3), ENOSYS);
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) != 0) {
        throw Error("sandbox: seccomp refuses the rule for clone");
    }
}

void limit(__rlimit_resource_t resource, std::uint64_t value, const char* name)
{
    rlimit current{};
    getrlimit(resource, &current);
    rlimit wanted{};
    wanted.rlim_cur =
        current.rlim_max == RLIM_INFINITY ? value : std::min<rlim_t>(value, current.rlim_max);
    wanted.rlim_max = wanted.rlim_cur;
    if (setrlimit(resource, &wanted) != 0) {
        throw Error(std::string("sandbox: cannot set the limit ") + name + ": " +
                    std::strerror(errno));
    }
}

}  // namespace

void end_with_parent()
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        throw Error(std::string("sandbox: cannot tie this process to its parent: ") +
                    std::strerror(errno));
    }
}

void enter_sandbox(const SandboxLimits& limits)
{
    // Belt to the braces: what can be told not to try is told so.
    constexpr std::array<std::array<const char*, 2>, 3> settings{
        {{"PROJ_NETWORK", "OFF"}, {"GDAL_HTTP_TIMEOUT", "1"}, {"GDAL_HTTP_MAX_RETRY", "0"}}};
    for (const auto& [name, value] : settings) {
        setenv(name, value, 1);
    }
    if (limits.ends_with_parent) {
        end_with_parent();
    }
    if (!sanitized) {
        limit(RLIMIT_AS, limits.memory_bytes, "RLIMIT_AS");
    }
    limit(RLIMIT_CPU, limits.cpu_seconds, "RLIMIT_CPU");
    limit(RLIMIT_CORE, 0, "RLIMIT_CORE");
    // Refused as a write that fails, which is reported, instead of a signal that ends the process.
    std::signal(SIGXFSZ, SIG_IGN);
    limit(RLIMIT_FSIZE, limits.file_bytes, "RLIMIT_FSIZE");

    const std::unique_ptr<void, FilterRelease> filter(seccomp_init(SCMP_ACT_ALLOW));
    if (!filter) {
        throw Error("sandbox: seccomp is not available");
    }
    refuse_calls(filter.get());
    if (const int answer = seccomp_load(filter.get()); answer != 0) {
        throw Error(std::string("sandbox: the kernel refuses the seccomp filter: ") +
                    std::strerror(-answer));
    }
}

}  // namespace parvis::service
