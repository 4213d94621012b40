package macaw.localstack;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One process of a service. The first has its service's name and ports, and is whom the other services call; the others are called
 * {@code generator-2} and so on.
 *
 * @param ordinal counts from 1
 */
public record Instance(Service service, int ordinal) implements Comparable<Instance> {
    private static final Pattern TITLE = Pattern.compile("([a-z]+)(?:-(\\d{1,4}))?");

    /** Refuses an ordinal below 1. */
    public Instance {
        if (ordinal < 1) {
            throw new IllegalArgumentException("ordinal must be >= 1, was " + ordinal);
        }
    }

    /** The one that every stack with this service has. */
    public static Instance first(Service service) {
        return new Instance(service, 1);
    }

    /** The instance of that name; empty when it is another part's, for instance kafka's. */
    static Optional<Instance> named(String title) {
        Matcher parts = TITLE.matcher(title);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int ordinal = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2));
        return Stream.of(Service.values())
                .filter(service -> service.title().equals(parts.group(1)))
                .filter(service -> ordinal >= 1)
                .map(service -> new Instance(service, ordinal))
                .filter(instance -> instance.title().equals(title))
                .findFirst();
    }

    /** The name of its folder, log and port. */
    public String title() {
        return ordinal == 1 ? service.title() : service.title() + "-" + ordinal;
    }

    /** The name of its second port. */
    String managementTitle() {
        return title() + "-management";
    }

    @Override
    public int compareTo(Instance other) {
        return Comparator.comparing(Instance::service)
                .thenComparingInt(Instance::ordinal)
                .compare(this, other);
    }
}
