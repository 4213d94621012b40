package macaw.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/errors.md equal to the list of codes; {@code -Dmacaw.docs.write=true} writes it. */
class ErrorPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "errors.md");

    @Test
    void thePageOfErrorCodesIsWhatTheListSays() throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE)
                .as("docs/errors.md is stale; -Dmacaw.docs.write=true writes it")
                .hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Error codes

                Every error that a request, a message or a file can cause has one of these codes. A code keeps its name and its meaning. It comes as `code` in RFC 9457 problem details over REST, as `google.rpc.ErrorInfo.reason` over gRPC, and as `Failure.code` in events.

                Made from `macaw.errors.ErrorCode` by `ErrorPageTest`; change it there.
                """);
        for (ErrorKind kind : ErrorKind.values()) {
            page.append("\n## ").append(title(kind)).append("\n\n| code | meaning |\n|---|---|\n");
            for (ErrorCode code : ErrorCode.values()) {
                if (code.kind() == kind) {
                    page.append("| `")
                            .append(code)
                            .append("` | ")
                            .append(code.meaning())
                            .append(" |\n");
                }
            }
        }
        return page.toString();
    }

    private static String title(ErrorKind kind) {
        return switch (kind) {
            case USER -> "The request cannot be right: change it";
            case ACCESS -> "No credential, or not the role that is needed";
            case NOT_FOUND -> "What the request names is not here";
            case CONFLICT -> "It contradicts what is recorded";
            case RESOURCES -> "Too much at once: the same request succeeds later";
            case EXTERNAL -> "Something Macaw depends on does not answer; it is tried again by itself";
            case INTERNAL -> "A bug or corrupt state: for an operator";
        };
    }
}
