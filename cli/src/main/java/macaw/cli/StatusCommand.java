package macaw.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import macaw.localstack.Address;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.Readiness;
import macaw.localstack.Service;
import macaw.localstack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what of the local stack is up. */
@Command(
        name = "status",
        description =
                "Shows each part of the stack: whether it runs and is ready, its address, the memory of its processes. Ends with 1 when a part is missing.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private StateOption state = new StateOption();

    @Override
    public Integer call() {
        StackState stack = state.running();
        List<Row> rows = new ArrayList<>();
        rows.add(infrastructure(stack, "kafka", stack.kafka()));
        rows.add(infrastructure(stack, "postgres", "127.0.0.1:" + stack.ports().get("postgres")));
        for (Service service : Service.values()) {
            stack.address(service).ifPresent(address -> rows.add(service(stack, service, address)));
        }
        rows.add(supervisor(stack));
        System.out.printf("%-10s %-10s %9s  %s%n", "part", "state", "memory", "address");
        long total = 0;
        for (Row row : rows) {
            total += row.kilobytes();
            System.out.printf(
                    "%-10s %-10s %6d MB  %s%n", row.part(), row.state(), row.kilobytes() / 1024, row.address());
        }
        System.out.printf(
                "%-10s %-10s %6d MB  logs: %s%n",
                "all", "", total / 1024, state.absolute().resolve("logs"));
        return rows.stream()
                        .allMatch(row ->
                                row.state().equals("ready") || row.state().equals("running"))
                ? 0
                : 1;
    }

    private record Row(String part, String state, long kilobytes, String address) {}

    private static Row infrastructure(StackState stack, String part, String address) {
        return new Row(part, stack.running(part) ? "running" : "dead", memory(stack, part), address);
    }

    private static Row service(StackState stack, Service service, Address address) {
        String running =
                stack.running(service.title()) ? new Readiness(address).holds() ? "ready" : "not ready" : "dead";
        return new Row(service.title(), running, memory(stack, service.title()), address.url());
    }

    /** The `macaw up` or `macaw demo` that the parts end with, and what it has started beside them. */
    private static Row supervisor(StackState stack) {
        Set<ProcessIdentity> own = ProcessMemory.tree(stack.supervisor());
        stack.processes().values().forEach(part -> own.removeAll(ProcessMemory.tree(part)));
        return new Row(
                "supervisor",
                "running",
                ProcessMemory.kilobytes(own),
                "process " + stack.supervisor().pid());
    }

    private static long memory(StackState stack, String part) {
        ProcessIdentity process = stack.processes().get(part);
        return process == null ? 0 : ProcessMemory.kilobytes(ProcessMemory.tree(process));
    }
}
