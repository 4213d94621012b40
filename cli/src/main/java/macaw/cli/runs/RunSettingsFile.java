package macaw.cli.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A run's settings as the person wrote them; the trainer alone knows which keys there are and checks them. */
final class RunSettingsFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ObjectNode settings;

    private RunSettingsFile(ObjectNode settings) {
        this.settings = settings;
    }

    /** Reads a YAML (or JSON) file with one mapping; no file is no settings. */
    static RunSettingsFile read(@Nullable Path file) throws IOException {
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
                    ErrorCode.SETTINGS_INVALID,
                    file + " cannot be read, line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    /** The same with some settings replaced; a dot in a key reaches into a nested mapping, a value is read as YAML. */
    RunSettingsFile with(Map<String, String> overrides) {
        ObjectNode changed = settings.deepCopy();
        overrides.forEach((key, value) -> {
            String[] path = key.split("\\.");
            ObjectNode parent = changed;
            for (int i = 0; i < path.length - 1; i++) {
                parent = parent.get(path[i]) instanceof ObjectNode there ? there : parent.putObject(path[i]);
            }
            parent.set(path[path.length - 1], value(value));
        });
        return new RunSettingsFile(changed);
    }

    String json() {
        return settings.toString();
    }

    private static JsonNode value(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "'" + text + "' is not a value: " + e.getOriginalMessage(), e);
        }
    }
}
