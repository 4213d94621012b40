package macaw.k8s;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting of a service.
 *
 * @param variable its environment variable, MACAW_…
 * @param property its name as a property, macaw.…
 * @param type what a value is
 * @param required whether the service does not start without it
 * @param given what it is where nobody says otherwise
 */
public record Setting(String variable, String property, Class<?> type, boolean required, Optional<String> given) {
    /** The setting behind a property. */
    static Setting of(String property, Class<?> type, boolean required, Optional<String> given) {
        String variable = property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return new Setting(variable, property, type, required, given);
    }

    /** Why the text is no value of this setting; empty where it is one. */
    public Optional<String> complaint(String text) {
        try {
            if (type == int.class || type == Integer.class) {
                Integer.parseInt(text);
            } else if (type == long.class || type == Long.class) {
                Long.parseLong(text);
            } else if (type == double.class || type == Double.class) {
                Double.parseDouble(text);
            } else if (type == double.class || type == Double.class) {
                Double.parseDouble(text);
            } else if (type == Duration.class) {
                Duration.parse(text);
            } else if (type == boolean.class || type == Boolean.class) {
                if (!text.equals("true") && !text.equals("false")) {
                    return Optional.of("neither true nor false: " + text);
                }
            } else if (type == Path.class) {
                return Path.of(text).isAbsolute() ? Optional.empty() : Optional.of("no absolute path: " + text);
            } else if (type != String.class && !type.isEnum()) {
                return Optional.of("nobody knows how to read a " + type);
            }
            return text.isBlank() ? Optional.of("blank") : Optional.empty();
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.of(type.getSimpleName() + " cannot be read from " + text);
        }
    }
}
