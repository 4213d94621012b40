package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the last column of docs/ppo.md to the code: a method that was renamed or moved is not found there any more. */
class PpoPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "ppo.md");
    private static final Pattern ROW = Pattern.compile("^\\|.*\\| ([^|]*) \\|$");
    private static final Pattern METHOD = Pattern.compile("`((?:[a-z]+\\.)*)([A-Z]\\w+)(?:\\.(\\w+))?`");

    @Test
    void everyDetailNamesAMethodThatIsThere() throws IOException {
        int methods = 0;
        for (String line : Files.readAllLines(PAGE)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                for (MatchResult named : METHOD.matcher(row.group(1)).results().toList()) {
                    assertIsThere(named);
                    methods++;
                }
            }
        }
        assertThat(methods).isGreaterThan(40);
    }

    private static void assertIsThere(MatchResult named) {
        String where = named.group(1).isEmpty() ? "macaw.trainer.ppo." : named.group(1);
        try {
            Class<?> type = Class.forName(where + named.group(2));
            if (named.group(3) != null) {
                assertThat(Arrays.stream(type.getDeclaredMethods()).map(java.lang.reflect.Method::getName))
                        .as(named.group())
                        .contains(named.group(3));
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(named.group() + " is not there", e);
        }
    }
}
