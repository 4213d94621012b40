package macaw.cli.stack;

import java.util.Set;
import java.util.function.LongSupplier;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.StackState;

/** The most memory that a system and this process were seen to take together. */
public final class PeakMemory {
    private final LongSupplier system;
    private long bytes;

    private PeakMemory(LongSupplier system) {
        this.system = system;
    }

    /** Of a local stack and all that belongs to it. */
    public static PeakMemory of(StackState stack) {
        return new PeakMemory(() -> {
            Set<ProcessIdentity> all = ProcessMemory.tree(stack.supervisor());
            stack.processes().values().forEach(part -> all.addAll(ProcessMemory.tree(part)));
            ProcessIdentity.of(ProcessHandle.current().pid()).ifPresent(all::add);
            return ProcessMemory.kilobytes(all) * 1024;
        });
    }

    /** Of what this machine tells of otherwise, bytes; this process is added. */
    public static PeakMemory of(LongSupplier system) {
        return new PeakMemory(() -> system.getAsLong()
                + ProcessIdentity.of(ProcessHandle.current().pid())
                                .map(self -> ProcessMemory.kilobytes(Set.of(self)))
                                .orElse(0L)
                        * 1024);
    }

    /** Looks once. */
    public synchronized void look() {
        bytes = Math.max(bytes, system.getAsLong());
    }

    public synchronized long bytes() {
        return bytes;
    }
}
