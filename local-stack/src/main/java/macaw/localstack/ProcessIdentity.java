package macaw.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One process, told apart from a later one that was given the same number.
 *
 * @param pid the process number
 * @param start the kernel's start time of the process in clock ticks since boot, with the boot it happened in: {@code bootId:ticks}
 */
public record ProcessIdentity(long pid, String start) {

    /** The identity of a process that runs now; empty when there is none with this number. */
    public static Optional<ProcessIdentity> of(long pid) {
        return startOf(pid).map(start -> new ProcessIdentity(pid, start));
    }

    /** Whether this very process is still there and not a zombie that only waits to be collected. */
    public boolean alive() {
        return startOf(pid).filter(start::equals).isPresent();
    }

    /** What this process has started, and what those have, and so on. */
    public List<ProcessIdentity> descendants() {
        return alive()
                ? ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .flatMap(child -> of(child.pid()).stream())
                        .toList()
                : List.of();
    }

    /** Waits until none of the processes is there any more; false when one still is at the end of the limit. */
    public static boolean awaitEnd(List<ProcessIdentity> processes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (processes.stream().anyMatch(ProcessIdentity::alive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Kills this very process and nothing else; does nothing when it is gone. */
    public void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Asks this very process to end. */
    public void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** SIGSTOP: this very process stands still, as if its machine had gone to sleep, until {@link #wake}. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void wake() {
        signal("CONT");
    }

    private void signal(String name) {
        if (!alive()) {
            return;
        }
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new StackException("process " + pid + " cannot be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new StackException("process " + pid + " cannot be sent SIG" + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while process " + pid + " is sent SIG" + name, e);
        }
    }

    /** The start in clock ticks alone, as {@code /proc/PID/stat} has it. */
    String ticks() {
        return start.substring(start.lastIndexOf(':') + 1);
    }

    private static Optional<String> startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // Field 2 is the command in brackets and may hold anything; what follows the last bracket starts at field
            // 3.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return Optional.of(boot + ":" + fields[19]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
