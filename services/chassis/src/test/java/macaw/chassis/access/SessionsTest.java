package macaw.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
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
        assertThat(new Sessions(new byte[32], "labeling", clock).accountId(cookie))
                .isEmpty();
    }

    @Test
    void replicasThatShareASecretTakeEachOthersLinksAndSessions() throws IOException {
        Path file = shared("0123456789abcdef0123456789abcdef\n");
        Sessions one = new Sessions(SessionSecret.shared(file), "labeling", clock);
        Sessions other =
                new Sessions(SessionSecret.shared(shared("0123456789abcdef0123456789abcdef")), "labeling", clock);

        String link = one.issueLink(ANNA);
        assertThat(other.redeem(link)).hasValue("labeler:7");
        assertThat(other.redeem(link)).isEmpty();
        assertThat(other.accountId(one.cookie("labeler:7"))).hasValue("labeler:7");
        assertThat(new Sessions(SessionSecret.shared(file), "generator", clock).accountId(one.cookie("labeler:7")))
                .isEmpty();
    }

    @Test
    void aLinkIsNoSessionAndASessionNoLink() throws IOException {
        Sessions sessions = open();
        assertThat(sessions.accountId(sessions.issueLink(ANNA))).isEmpty();
        assertThat(sessions.redeem(sessions.cookie("labeler:7"))).isEmpty();
        assertThat(sessions.issueLink(ANNA)).isNotEqualTo(sessions.issueLink(ANNA));
    }

    @Test
    void aChangedLinkIsWorthNothing() throws IOException {
        Sessions sessions = open();
        String link = sessions.issueLink(ANNA);
        for (int i = 0; i < link.length(); i++) {
            char other = link.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(sessions.redeem(link.substring(0, i) + other + link.substring(i + 1)))
                    .as("at " + i)
                    .isEmpty();
        }
        assertThat(sessions.redeem(link)).isPresent();
    }

    @Test
    void aSecretThatIsNoneIsRefusedByName() throws IOException {
        refusesSecret(shared("short"), "holds 5 bytes");
        refusesSecret(shared("0".repeat(64)), "repeats itself");
        refusesSecret(directory.resolve("nowhere"), "is not a file");
        Path open = shared("0123456789abcdef0123456789abcdef");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-r--"));
        refusesSecret(open, "chmod go-w");
        Files.writeString(directory.resolve("session-secret"), "short");
        assertThatThrownBy(() -> SessionSecret.own(directory)).hasMessageContaining("no session secret");
    }

    private static void refusesSecret(Path file, String why) {
        assertThatThrownBy(() -> SessionSecret.shared(file))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageStartingWith("MACAW_SESSION_SECRET_FILE")
                .hasMessageContaining(why);
    }

    private Path shared(String content) throws IOException {
        Files.deleteIfExists(directory.resolve("shared"));
        Path file = Files.writeString(directory.resolve("shared"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }

    @Test
    void onlyItsOwnerReadsTheSecret() throws IOException {
        open();
        assertThat(Files.getPosixFilePermissions(directory.resolve("session-secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private Sessions open() throws IOException {
        return new Sessions(SessionSecret.own(directory), "labeling", clock);
    }
}
