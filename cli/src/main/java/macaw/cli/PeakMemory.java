package macaw.cli;

import java.util.Set;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.StackState;

/** The most memory that a stack and this process were seen to take together. */
final class PeakMemory {
    private final StackState stack;
    private long kilobytes;

    PeakMemory(StackState stack) {
        this.stack = stack;
    }

    /** Looks once. */
    synchronized void look() {
        Set<ProcessIdentity> all = ProcessMemory.tree(stack.supervisor());
        stack.processes().values().forEach(part -> all.addAll(ProcessMemory.tree(part)));
        ProcessIdentity.of(ProcessHandle.current().pid()).ifPresent(all::add);
        kilobytes = Math.max(kilobytes, ProcessMemory.kilobytes(all));
    }

    synchronized long bytes() {
        return kilobytes * 1024;
    }
}
