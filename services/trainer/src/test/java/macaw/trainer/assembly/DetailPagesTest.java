package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the details of the four pages to the code: a method that was renamed or moved is not found there any more. */
class DetailPagesTest {
    private static final Path DOCS = Path.of(System.getProperty("macaw.root"), "docs");
    private static final String HEADER = "| detail | here | why | source | where |";
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern METHOD = Pattern.compile("`((?:[a-z]+\\.)*)([A-Z]\\w+)\\.(\\w+)`");

    @ParameterizedTest
    @CsvSource({
        "ppo.md, macaw.trainer.ppo., 40",
        "sft.md, macaw.trainer.learning., 19",
        "reward-model.md, macaw.trainer.reward., 22",
        "dpo.md, macaw.trainer.dpo., 12"
    })
    void everyDetailHasASourceAndNamesMethodsThatAreThere(String page, String inPackage, int atLeast)
            throws IOException {
        int details = 0;
        boolean inTable = false;
        for (String line : Files.readAllLines(DOCS.resolve(page))) {
            inTable = line.equals(HEADER) || inTable && line.startsWith("|");
            if (inTable && !line.equals(HEADER) && !line.startsWith("|---")) {
                assertDetail(line, inPackage);
                details++;
            }
        }
        assertThat(details).isGreaterThanOrEqualTo(atLeast);
    }

    private static void assertDetail(String line, String inPackage) {
        List<String> cells =
                CELL_END.splitAsStream(line.substring(1)).map(String::strip).toList();
        assertThat(cells).as(line).hasSize(5);
        assertThat(cells.get(3)).as("the source of " + line).isNotEmpty();
        String rest = METHOD.matcher(cells.get(4)).replaceAll("").replaceAll("[, ]", "");
        assertThat(rest).as("what names no method in " + line).isEmpty();
        METHOD.matcher(cells.get(4)).results().forEach(named -> assertIsThere(named, inPackage));
    }

    private static void assertIsThere(MatchResult named, String inPackage) {
        String where = named.group(1).isEmpty() ? inPackage : named.group(1);
        try {
            Class<?> type = Class.forName(where + named.group(2));
            assertThat(Arrays.stream(type.getDeclaredMethods()).map(java.lang.reflect.Method::getName))
                    .as(named.group())
                    .contains(named.group(3));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(named.group() + " is not there", e);
        }
    }
}
