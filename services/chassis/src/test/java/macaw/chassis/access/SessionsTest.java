package macaw.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final Account ANNA = new Account("labeler:7", "anna", Set.of(Roles.LABELER));

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    @Test
    void aLinkIsGoodOnceAndForAWhile() throws IOException {
        Sessions sessions = open();
        String link = sessions.issueLink(ANNA);
        assertThat(sessions.redeem(link)).hasValue("labeler:7");
        assertThat(sessions.redeem(link)).isEmpty();
        String late = sessions.issueLink(ANNA);
        now = now.plus(Sessions.LINK_LIFETIME);
        assertThat(sessions.redeem(late)).isEmpty();
        assertThat(sessions.redeem("nonsense")).isEmpty();
    }

    @Test
    void aSessionSurvivesARestartAndEnds() throws IOException {
        String cookie = open().cookie("labeler:7");
        assertThat(open().accountId(cookie)).hasValue("labeler:7");
        now = now.plus(Sessions.SESSION_LIFETIME).minus(Duration.ofSeconds(1));
        assertThat(open().accountId(cookie)).isPresent();
        now = now.plusSeconds(1);
        assertThat(open().accountId(cookie)).isEmpty();
    }

    @Test
    void aChangedCookieIsWorthNothing() throws IOException {
        Sessions sessions = open();
        String cookie = sessions.cookie("labeler:7");
        for (int i = 0; i < cookie.length() - 1; i++) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(sessions.accountId(cookie.substring(0, i) + other + cookie.substring(i + 1)))
                    .as("at " + i)
                    .isEmpty();
        }
        for (String nonsense : new String[] {"", ".", "..", "a.b", "a.b.c", "a.9999999999999999999.c"}) {
            assertThat(sessions.accountId(nonsense)).isEmpty();
        }
        assertThat(new Sessions(new byte[32], clock).accountId(cookie)).isEmpty();
    }

    @Test
    void onlyItsOwnerReadsTheSecret() throws IOException {
        open();
        assertThat(Files.getPosixFilePermissions(directory.resolve("secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private Sessions open() throws IOException {
        return Sessions.open(directory.resolve("secret"), clock);
    }
}
