package macaw.cycle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import macaw.localstack.Service;

/** {@code access.txt}: a service (or *), a route {@code METHOD /path} or an RPC {@code package.Service/Method}, and its roles. */
record AccessTable(List<Line> lines) {

    /**
     * One line.
     *
     * @param unlisted whether neither OpenAPI nor reflection lists it
     */
    record Line(String service, String name, Set<String> roles, boolean unlisted) {
        boolean isOf(Service which) {
            return service.equals("*") || service.equals(which.title());
        }
    }

    static AccessTable read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AccessTable.class.getResourceAsStream("access.txt")), StandardCharsets.UTF_8))) {
            return new AccessTable(in.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(AccessTable::parse)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line parse(String line) {
        String[] columns = line.strip().split("\\s{2,}");
        boolean unlisted = columns.length > 3 && columns[3].equals("unlisted");
        return new Line(
                columns[0], columns[1], Arrays.stream(columns[2].split(",\\s*")).collect(Collectors.toSet()), unlisted);
    }

    Set<String> allowed(Service service, String name) {
        return lines.stream()
                .filter(line -> line.isOf(service) && line.name().equals(name))
                .findFirst()
                .map(Line::roles)
                .orElse(Set.of());
    }

    /** REST routes, or RPCs. */
    Set<String> names(Service service, boolean routes) {
        return lines.stream()
                .filter(line -> line.isOf(service) && line.name().contains(" ") == routes)
                .map(Line::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What OpenAPI or reflection has to list. */
    Set<String> documented(Service service) {
        return lines.stream()
                .filter(line -> line.isOf(service) && !line.unlisted())
                .map(Line::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
