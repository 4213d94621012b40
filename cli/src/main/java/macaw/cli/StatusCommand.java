package macaw.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                "Shows each part of the stack: whether it runs and is ready, its address, its memory. Ends with 1 when a part is missing.",
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

    /** Resident memory in kilobytes, as the kernel tells. */
    private static long memory(StackState stack, String part) {
        ProcessIdentity process = stack.processes().get(part);
        if (process == null || !process.alive()) {
            return 0;
        }
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }
}
