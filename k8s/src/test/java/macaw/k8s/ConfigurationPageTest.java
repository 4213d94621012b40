package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md tells of every setting that a service reads, of no other, and with the defaults that hold. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root")).resolve("docs/configuration.md");
    private static final Pattern ROW = Pattern.compile("\\| `(MACAW_\\w+)` \\| (.*?) ?\\| .*");

    @Test
    void everySettingIsInATableWithItsDefault() throws IOException {
        Map<String, String> defaults = rows();
        assertThat(defaults.keySet())
                .containsExactlyInAnyOrderElementsOf(SettingsCatalogue.SERVICES.stream()
                        .flatMap(service -> SettingsCatalogue.of(service).keySet().stream())
                        .collect(Collectors.toSet()));
        defaults.forEach((variable, cell) -> assertThat(cell).as(variable).matches(expected(variable)));
    }

    /** A required one is wanted; what has a default shows it; an optional one may say in words what happens without it. */
    private static Pattern expected(String variable) {
        var settings = SettingsCatalogue.SERVICES.stream()
                .map(SettingsCatalogue::of)
                .filter(service -> service.containsKey(variable))
                .map(service -> service.get(variable))
                .toList();
        if (settings.stream().anyMatch(Setting::required)) {
            return Pattern.compile("wanted");
        }
        String values = settings.stream()
                .flatMap(setting -> setting.given().stream())
                .distinct()
                .map(value -> "`" + value + "`")
                .collect(Collectors.joining(", "));
        return values.isEmpty() ? Pattern.compile("(?!wanted$).*") : Pattern.compile(Pattern.quote(values));
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(rows.put(row.group(1), row.group(2).strip()))
                        .as(row.group(1) + " stands once")
                        .isNull();
            }
        }
        return rows;
    }
}
