package macaw.cli.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A run's settings as the person wrote them; the trainer alone knows which keys there are and checks them. */
final class RunSettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode settings;

    private RunSettingsFile(ObjectNode settings) {
        this.settings = settings;
    }

    /** Reads a YAML (or JSON) file with one mapping; no file is no settings. */
    static RunSettingsFile read(@Nullable Path file) {
        if (file == null) {
            return new RunSettingsFile(YAML.createObjectNode());
        }
        if (Files.notExists(file)) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, file + " does not exist");
        }
        try {
            JsonNode tree = YAML.readTree(file.toFile());
            if (tree instanceof ObjectNode mapping) {
                return new RunSettingsFile(mapping);
            }
            throw new CodedException(ErrorCode.SETTINGS_INVALID, file + " is not a mapping of settings");
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, file + " cannot be read" + place(e) + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same with some settings replaced; a dot in a key reaches into a nested mapping, a value is read as YAML. */
    RunSettingsFile with(Map<String, String> overrides) {
        ObjectNode changed = settings.deepCopy();
        overrides.forEach((key, value) -> {
            String[] path = key.split("\\.", -1);
            if (Arrays.stream(path).anyMatch(String::isBlank)) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "'" + key + "' is no name of a setting");
            }
            ObjectNode parent = changed;
            for (int i = 0; i < path.length - 1; i++) {
                parent = parent.get(path[i]) instanceof ObjectNode there ? there : parent.putObject(path[i]);
            }
            parent.set(path[path.length - 1], value(value));
        });
        return new RunSettingsFile(changed);
    }

    /** Whether a setting is named. */
    boolean has(String key) {
        return settings.has(key);
    }

    String json() {
        return settings.toString();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = YAML.readTree(text);
            return value.isMissingNode() ? YAML.getNodeFactory().textNode("") : value;
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "'" + text + "' is not a value: " + e.getOriginalMessage(), e);
        }
    }
}
