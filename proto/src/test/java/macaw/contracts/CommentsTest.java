package macaw.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contracts are their own documentation: each message, field, enum, value, service and call says what it is in a comment above it. */
class CommentsTest {
    private static final Path CONTRACTS = Path.of(System.getProperty("macaw.root"), "proto", "macaw", "v1");
    private static final Pattern BLOCK = Pattern.compile("(message|enum|service|rpc) \\w+.*");
    private static final Pattern NUMBERED = Pattern.compile("[\\w.<>, ]*\\w+ = \\d+\\b.*");

    @Test
    void everythingSaysWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        int documented = 0;
        for (Path file : files()) {
            String above = "";
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String statement = line.strip();
                if (isElement(statement)) {
                    documented++;
                    if (!above.startsWith("// ")) {
                        silent.add(file.getFileName() + ":" + number + " " + statement);
                    }
                }
                above = statement;
            }
        }
        assertThat(silent).as("elements without a comment above them").isEmpty();
        assertThat(documented).as("elements found").isGreaterThan(300);
    }

    private static boolean isElement(String statement) {
        boolean comment = statement.startsWith("//");
        return !comment
                && (BLOCK.matcher(statement).matches()
                        || NUMBERED.matcher(statement).matches());
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(CONTRACTS)) {
            return files.sorted().toList();
        }
    }
}
