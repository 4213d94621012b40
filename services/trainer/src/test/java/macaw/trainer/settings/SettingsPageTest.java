package macaw.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keeps docs/settings.md equal to the settings records; {@code -Dmacaw.docs.write=true} writes it. */
class SettingsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "settings.md");

    @Test
    void thePageOfSettingsIsWhatTheRecordsSay() throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE)
                .as("docs/settings.md is stale; -Dmacaw.docs.write=true writes it")
                .hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings of runs

                A run's settings are one JSON object. A key that is not listed, stands there twice, has the wrong type, is out of range or contradicts another is refused with `SETTINGS_INVALID`, by name. A dot is a nested object; keys left out of a nested object keep the defaults shown for it.

                Made from the records of `macaw.trainer.settings` by `SettingsPageTest`; change them there.
                """);
        Map<String, Class<? extends Record>> kinds = new LinkedHashMap<>();
        kinds.put("pretrain", PretrainSettings.class);
        kinds.put("sft", SftSettings.class);
        kinds.put("reward", RewardSettings.class);
        kinds.put("ppo", PpoSettings.class);
        kinds.put("dpo", DpoSettings.class);
        kinds.forEach((kind, type) -> {
            page.append("\n## ")
                    .append(kind)
                    .append("\n\n| key | type | default | meaning | unit | source |\n|---|---|---|---|---|---|\n");
            for (SettingsReader.Explanation key : SettingsReader.explain(type)) {
                String byDefault = key.byDefault().map(json -> "`" + json + "`").orElse("required");
                page.append(String.join(
                                " | ",
                                "| `" + key.key() + "`",
                                key.type(),
                                byDefault,
                                key.meaning(),
                                key.unit(),
                                key.source()))
                        .append(" |\n");
            }
        });
        return page.toString();
    }
}
