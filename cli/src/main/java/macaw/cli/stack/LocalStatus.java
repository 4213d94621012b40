package macaw.cli.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import macaw.localstack.Address;
import macaw.localstack.Instance;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.Readiness;
import macaw.localstack.StackState;

/** The parts of a stack that {@code macaw up} has started. */
final class LocalStatus {
    private LocalStatus() {}

    static List<StatusRow> of(StackState stack) {
        List<StatusRow> rows = new ArrayList<>();
        rows.add(infrastructure(stack, "kafka", stack.kafka()));
        rows.add(infrastructure(stack, "postgres", "127.0.0.1:" + stack.ports().get("postgres")));
        for (Instance instance : stack.instances()) {
            stack.address(instance).ifPresent(address -> rows.add(service(stack, instance.title(), address)));
        }
        rows.add(supervisor(stack));
        return rows;
    }

    private static StatusRow infrastructure(StackState stack, String part, String address) {
        boolean running = stack.running(part);
        return new StatusRow(part, running ? "running" : "dead", running, memory(stack, part), address);
    }

    private static StatusRow service(StackState stack, String part, Address address) {
        boolean running = stack.running(part);
        boolean ready = running && new Readiness(address).holds();
        String state = ready ? "ready" : running ? "not ready" : "dead";
        return new StatusRow(part, state, ready, memory(stack, part), address.url());
    }

    /** The `macaw up` or `macaw demo` that the parts end with, and what it has started beside them. */
    private static StatusRow supervisor(StackState stack) {
        Set<ProcessIdentity> own = ProcessMemory.tree(stack.supervisor());
        stack.processes().values().forEach(part -> own.removeAll(ProcessMemory.tree(part)));
        return new StatusRow(
                "supervisor",
                "running",
                true,
                OptionalLong.of(ProcessMemory.kilobytes(own) << 10),
                "process " + stack.supervisor().pid());
    }

    private static OptionalLong memory(StackState stack, String part) {
        ProcessIdentity process = stack.processes().get(part);
        return OptionalLong.of(process == null ? 0 : ProcessMemory.kilobytes(ProcessMemory.tree(process)) << 10);
    }
}
