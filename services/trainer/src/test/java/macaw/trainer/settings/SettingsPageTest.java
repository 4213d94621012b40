package macaw.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import macaw.records.RunKind;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/settings.md, and what {@code macaw run KIND --explain} reads, equal to the settings records; {@code -Dmacaw.docs.write=true} writes both.
 */
class SettingsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Path PAGE = ROOT.resolve(Path.of("docs", "settings.md"));
    private static final Path FOR_THE_COMMAND =
            ROOT.resolve(Path.of("cli", "src", "main", "resources", "macaw", "cli", "runs", "settings.json"));
    private static final Map<String, Class<? extends Record>> KINDS = kinds();

    private static Map<String, Class<? extends Record>> kinds() {
        Map<String, Class<? extends Record>> kinds = new LinkedHashMap<>();
        for (RunKind kind : RunKind.values()) {
            kinds.put(kind.name().toLowerCase(Locale.ROOT), SettingsOfKind.of(kind));
        }
        return kinds;
    }

    @Test
    void thePageOfSettingsIsWhatTheRecordsSay() throws IOException {
        assertIs(PAGE, page());
    }

    @Test
    void whatTheCommandExplainsIsWhatTheRecordsSay() throws IOException {
        assertIs(FOR_THE_COMMAND, forTheCommand());
    }

    private static void assertIs(Path file, String content) throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
        assertThat(file)
                .as(file + " is stale; -Dmacaw.docs.write=true writes it")
                .hasContent(content);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings of runs

                A run's settings are one JSON object. A key that is not listed, stands there twice, has the wrong type, is out of range or contradicts another is refused with `SETTINGS_INVALID`, by name. A dot is a nested object; keys left out of a nested object keep the defaults shown for it. `macaw run KIND --explain` prints the same.

                A `preset` stands for every key that is not given; what is given goes before it, key by key, in nested objects too.

                Made from the records of `macaw.trainer.settings` by `SettingsPageTest`; change them there.
                """);
        KINDS.forEach((kind, type) -> {
            page.append("\n## ")
                    .append(kind)
                    .append("\n\n| key | type | default | meaning | unit | source |\n|---|---|---|---|---|---|\n");
            for (SettingsReader.Explanation key : SettingsReader.explain(type)) {
                String byDefault = key.byDefault().map(json -> "`" + json + "`").orElse("required");
                page.append(row("`" + key.key() + "`", key.type(), byDefault, key.meaning(), key.unit(), key.source()));
            }
            presets(page, type);
        });
        return page.toString();
    }

    /** What the presets say, as a table of one column each. */
    private static void presets(StringBuilder page, Class<? extends Record> type) {
        List<Preset> presets = SettingsReader.presets(type);
        if (presets.isEmpty()) {
            return;
        }
        page.append("\nPresets:\n\n");
        presets.forEach(preset -> page.append("- `" + preset.name() + "`: " + preset.source() + ".\n"));
        String names = presets.stream().map(Preset::name).collect(Collectors.joining(" | "));
        page.append("\n| key | default | " + names + " |\n|---|---|" + "---|".repeat(presets.size()) + "\n");
        for (SettingsReader.Explanation key : SettingsReader.explain(type)) {
            // an object's keys have rows of their own
            if (key.presets().isEmpty() || key.type().equals("an object")) {
                continue;
            }
            List<String> cells = new ArrayList<>();
            cells.add("`" + key.key() + "`");
            cells.add(key.byDefault().orElse("required"));
            presets.forEach(preset -> cells.add(key.presets().getOrDefault(preset.name(), "")));
            page.append(row(cells.toArray(String[]::new)));
        }
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String forTheCommand() throws IOException {
        Map<String, Object> kinds = new LinkedHashMap<>();
        KINDS.forEach((kind, type) -> {
            Map<String, String> presets = new LinkedHashMap<>();
            SettingsReader.presets(type).forEach(preset -> presets.put(preset.name(), preset.source()));
            List<Object> keys = new ArrayList<>();
            for (SettingsReader.Explanation key : SettingsReader.explain(type)) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("key", key.key());
                entry.put("type", key.type());
                entry.put("meaning", key.meaning());
                entry.put("unit", key.unit());
                entry.put("source", key.source());
                entry.put("default", key.byDefault().orElse(""));
                entry.put("presets", key.presets());
                keys.add(entry);
            }
            Map<String, Object> ofKind = new LinkedHashMap<>();
            ofKind.put("presets", presets);
            ofKind.put("keys", keys);
            kinds.put(kind, ofKind);
        });
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(kinds) + "\n";
    }
}
