package macaw.cli.stack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import macaw.cli.systems.ComposeProject.Container;
import macaw.localstack.Service;
import org.jspecify.annotations.Nullable;

/** The containers of docker-compose.yml, and which of the parts that a system cannot do without have none. */
public final class ComposeStatus {
    private static final Set<String> NEEDED = needed();

    private ComposeStatus() {}

    public static List<StatusRow> of(List<Container> containers, Map<String, Long> memory) {
        List<StatusRow> rows = new ArrayList<>();
        for (Container container : containers) {
            rows.add(row(container, memory.get(container.name())));
        }
        Set<String> there = containers.stream().map(Container::service).collect(Collectors.toSet());
        NEEDED.stream()
                .filter(part -> !there.contains(part))
                .forEach(part -> rows.add(new StatusRow(part, "missing", false, OptionalLong.empty(), "")));
        return rows;
    }

    private static StatusRow row(Container container, @Nullable Long bytes) {
        String published = new TreeMap<>(container.published())
                .values().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(" "));
        boolean ended = container.state().equals("exited") && container.exitCode() == 0;
        boolean once = ended && !NEEDED.contains(container.service());
        String state = switch (container.health()) {
            case "healthy" -> "ready";
            case "" -> once ? "done" : container.state();
            default -> container.runs() ? "not ready" : container.state();
        };
        boolean good = once || container.runs() && !state.equals("not ready");
        return new StatusRow(
                container.service(),
                state,
                good,
                bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes),
                published);
    }

    private static Set<String> needed() {
        Set<String> parts = new LinkedHashSet<>(List.of("kafka", "postgres"));
        for (Service service : Service.values()) {
            parts.add(service.title());
        }
        return parts;
    }
}
