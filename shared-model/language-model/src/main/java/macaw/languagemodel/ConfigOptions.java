package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The options of a config.json, by their usual names; an architecture may spell them otherwise. Whatever is not of the type asked for is refused with
 * its name.
 */
final class ConfigOptions {
    private final Path file;
    private final JsonNode json;
    private final Architecture architecture;

    ConfigOptions(Path file, JsonNode json, Architecture architecture) {
        this.file = file;
        this.json = json;
        this.architecture = architecture;
    }

    /** The options of an object inside, which every architecture spells alike. */
    ConfigOptions inside(String option) {
        JsonNode object = node(option);
        if (present(option) && !object.isObject()) {
            throw unsupported(spelled(option) + " " + object + " is not an object");
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getValue().isObject()) {
                throw unsupported(spelled(option) + " of kinds of layers (" + member.getKey() + ") is not supported");
            }
        }
        return new ConfigOptions(file, object, Architecture.LLAMA);
    }

    JsonNode node(String option) {
        return json.path(architecture.spelling(option));
    }

    boolean present(String option) {
        JsonNode node = node(option);
        return !node.isMissingNode() && !node.isNull();
    }

    int size(String option) {
        JsonNode node = node(option);
        if (!node.isInt()) {
            throw unsupported(spelled(option) + " " + (present(option) ? node + " is not a size" : "is missing"));
        }
        return node.intValue();
    }

    int size(String option, int otherwise) {
        return present(option) ? size(option) : otherwise;
    }

    /** Whether the option is there, be it as null, which says that there is none of what it is about. */
    boolean said(String option) {
        return !node(option).isMissingNode();
    }

    double number(String option, double otherwise) {
        if (!present(option)) {
            return otherwise;
        }
        if (!node(option).isNumber()) {
            throw unsupported(spelled(option) + " " + node(option) + " is not a number");
        }
        return node(option).doubleValue();
    }

    boolean flag(String option, boolean otherwise) {
        if (!present(option)) {
            return otherwise;
        }
        if (!node(option).isBoolean()) {
            throw unsupported(spelled(option) + " " + node(option) + " is neither true nor false");
        }
        return node(option).booleanValue();
    }

    Optional<String> text(String option) {
        if (!present(option)) {
            return Optional.empty();
        }
        if (!node(option).isTextual()) {
            throw unsupported(spelled(option) + " " + node(option) + " is not a text");
        }
        return Optional.of(node(option).textValue());
    }

    /** Refuses an option's value. */
    void require(boolean holds, String option, Object value) {
        if (!holds) {
            throw unsupported(spelled(option) + " " + value + " is not supported");
        }
    }

    /** What is made of options; what it refuses is refused with the file that says it. */
    <T> T made(Supplier<T> making) {
        try {
            return making.get();
        } catch (CodedException e) {
            throw unsupported(String.valueOf(e.getMessage()));
        }
    }

    /** A token's id, below {@code vocabularySize}. Older checkpoints write −1 where there is no such token. */
    OptionalInt token(String option, int vocabularySize) {
        return token(option, node(option), vocabularySize);
    }

    /** The ids of an option that names one token or a list of them. */
    Set<Integer> tokens(String option, int vocabularySize) {
        Set<Integer> ids = new TreeSet<>();
        JsonNode node = node(option);
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            token(option, each, vocabularySize).ifPresent(ids::add);
        }
        return ids;
    }

    private OptionalInt token(String option, JsonNode node, int vocabularySize) {
        if (node.isMissingNode() || node.isNull() || (node.isInt() && node.intValue() == -1)) {
            return OptionalInt.empty();
        }
        if (!node.isInt()) {
            throw unsupported(spelled(option) + " " + node + " is not a token id");
        }
        if (node.intValue() < 0 || node.intValue() >= vocabularySize) {
            throw unsupported(spelled(option) + " " + node + " is not supported, the vocabulary has " + vocabularySize
                    + " tokens");
        }
        return OptionalInt.of(node.intValue());
    }

    /** Refuses an option that is there and says anything but {@code only}. */
    void requireOnly(String option, boolean only) {
        if (flag(option, only) != only) {
            throw unsupported(spelled(option) + " " + node(option) + " is not supported, only " + only);
        }
    }

    /** Refuses an option that is there at all. */
    void requireAbsent(String option) {
        if (present(option)) {
            throw unsupported(spelled(option) + " " + node(option) + " is not supported");
        }
    }

    /** Everything that is said beside the named options; null too, which is not what an option that is missing means. */
    Map<String, Object> besides(Set<String> names) {
        Map<String, Object> others = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : json.properties()) {
            boolean named = names.stream().anyMatch(name -> spelled(name).equals(option.getKey()));
            if (!named) {
                others.put(option.getKey(), new ObjectMapper().convertValue(option.getValue(), Object.class));
            }
        }
        return others;
    }

    private String spelled(String option) {
        return architecture.spelling(option);
    }

    CodedException unsupported(String reason) {
        return new CodedException(ErrorCode.CONFIG_UNSUPPORTED, file + ": " + reason);
    }
}
