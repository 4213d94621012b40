package macaw.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** What every key of a kind's settings means, as {@code settings.json} has it from the trainer's own records. */
final class ExplainedSettings {
    private static final String SETTINGS = "settings.json";

    private final String kind;
    private final JsonNode explained;

    private ExplainedSettings(String kind, JsonNode explained) {
        this.kind = kind;
        this.explained = explained;
    }

    /** Those of a kind of run, {@code ppo} say. */
    static ExplainedSettings of(String kind) {
        try (InputStream file =
                Objects.requireNonNull(ExplainedSettings.class.getResourceAsStream(SETTINGS), SETTINGS)) {
            return new ExplainedSettings(kind, new JsonMapper().readTree(file).required(kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All keys, one after the other.
     *
     * @param preset whose values stand in place of the defaults; empty for the defaults
     */
    String text(String preset) {
        JsonNode presets = explained.path("presets");
        if (!preset.isEmpty() && !presets.has(preset)) {
            List<String> known = new ArrayList<>();
            presets.fieldNames().forEachRemaining(known::add);
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "a " + kind + " run has "
                            + (known.isEmpty() ? "no presets" : "the presets " + String.join(", ", known)) + ", not "
                            + preset);
        }
        StringBuilder text = new StringBuilder("Settings of a " + kind + " run");
        text.append(preset.isEmpty() ? ", with their defaults.\n" : ", with the values of preset " + preset + ".\n");
        for (Map.Entry<String, JsonNode> named : presets.properties()) {
            text.append("Preset " + named.getKey() + ": " + named.getValue().asText() + ".\n");
        }
        explained.path("keys").forEach(key -> text.append(text(key, preset)));
        return text.toString();
    }

    private static String text(JsonNode key, String preset) {
        String byDefault = key.path("default").asText();
        String value = key.path("presets").path(preset).asText(byDefault);
        StringBuilder text = new StringBuilder("\n" + key.path("key").asText());
        text.append(value.isEmpty() ? "  (required)" : " = " + value);
        if (!value.equals(byDefault)) {
            text.append("  (default " + byDefault + ")");
        }
        text.append("\n    " + key.path("meaning").asText());
        text.append("\n    " + capitalised(key.path("type").asText()) + line(", in ", key.path("unit")) + ".");
        text.append(line(" Source: ", key.path("source")));
        if (preset.isEmpty() && !key.path("presets").isEmpty()) {
            List<String> values = new ArrayList<>();
            key.path("presets")
                    .properties()
                    .forEach(entry ->
                            values.add(entry.getKey() + " " + entry.getValue().asText()));
            text.append("\n    Presets: " + String.join(", ", values));
        }
        return text.append("\n").toString();
    }

    private static String line(String before, JsonNode what) {
        return what.asText().isEmpty() ? "" : before + what.asText();
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
