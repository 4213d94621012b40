package macaw.records;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * How people and requests name a version: {@code [namespace/]name[@version|@alias]}. A name without {@code @} means its latest version; an
 * alias may stand for the name as well ({@code @alias} after any name is looked up within that name).
 */
public record VersionName(String namespace, String name, Selector selector) {
    /** The namespace of those who did not choose one. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** Which of a name's versions. */
    public sealed interface Selector {
        /** The highest number that is published. */
        record Latest() implements Selector {}

        /** That number, from 1. */
        record Number(long number) implements Selector {}

        /** Whatever the alias means now. */
        record Alias(String alias) implements Selector {}
    }

    public VersionName {
        Refusals.name("namespace", namespace);
        Refusals.name("name", name);
        switch (selector) {
            case Selector.Latest() -> {}
            case Selector.Number(long number) ->
                Refusals.require(
                        number >= 1, ErrorCode.NAME_INVALID, "version number must be at least 1, was " + number);
            case Selector.Alias(String alias) -> Refusals.name("alias", alias);
        }
    }

    /** Reads {@code [namespace/]name[@version|@alias]}; refuses anything else with NAME_INVALID. */
    public static VersionName parse(String text) {
        return parse(text, DEFAULT_NAMESPACE);
    }

    /** The same, with the namespace that a name without one belongs to. */
    public static VersionName parse(String text, String defaultNamespace) {
        int at = text.indexOf('@');
        String path = at < 0 ? text : text.substring(0, at);
        int slash = path.indexOf('/');
        String namespace = slash < 0 ? defaultNamespace : path.substring(0, slash);
        String name = slash < 0 ? path : path.substring(slash + 1);
        return new VersionName(namespace, name, at < 0 ? new Selector.Latest() : selector(text.substring(at + 1)));
    }

    private static Selector selector(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Selector.Alias(text);
        }
        try {
            return new Selector.Number(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new CodedException(ErrorCode.NAME_INVALID, "version number is too large: " + text, e);
        }
    }

    @Override
    public String toString() {
        return namespace + "/" + name
                + switch (selector) {
                    case Selector.Latest() -> "";
                    case Selector.Number(long number) -> "@" + number;
                    case Selector.Alias(String alias) -> "@" + alias;
                };
    }
}
