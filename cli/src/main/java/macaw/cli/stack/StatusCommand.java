package macaw.cli.stack;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import macaw.cli.systems.ComposeProject;
import macaw.cli.systems.RunningSystem;
import macaw.cli.systems.ServiceAddress;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what of a system is up. */
@Command(
        name = "status",
        description =
                "Shows each part of the system: whether it runs and is ready, its address, the memory of its processes. Ends with 1 when a part is missing.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Override
    public Integer call() {
        return switch (system.target) {
            case LOCAL ->
                StatusRow.print(
                        LocalStatus.of(system.state.running()),
                        "logs: " + system.state.absolute().resolve("logs"));
            case COMPOSE -> {
                ComposeProject project = ComposeProject.ofCheckout();
                List<ComposeProject.Container> containers = project.containers();
                yield StatusRow.print(
                        ComposeStatus.of(containers, project.memory(containers)), "logs: docker compose logs PART");
            }
            case ENV -> StatusRow.print(services(system.running()), "");
        };
    }

    private static List<StatusRow> services(RunningSystem running) {
        return Arrays.stream(Service.values())
                .filter(service -> running.find(service).isPresent())
                .map(service -> service(service, running.address(service)))
                .toList();
    }

    private static StatusRow service(Service service, ServiceAddress address) {
        boolean ready = address.ready();
        return new StatusRow(
                service.title(), ready ? "ready" : "not ready", ready, OptionalLong.empty(), address.url());
    }
}
