package macaw.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final String HASH = KeyRing.hash("mk_secret");

    @TempDir
    Path directory;

    @Test
    void aKeyIsFoundByItsHashAndNothingElse() throws IOException {
        KeyRing keys = KeyRing.read(file("rw-------", entry("cli", "anna", "operator", HASH)));
        assertThat(keys.byKeyHash(KeyRing.hash("mk_secret"))).hasValueSatisfying(account -> {
            assertThat(account.subject()).isEqualTo("anna");
            assertThat(account.roles()).containsExactly(Roles.OPERATOR);
        });
        assertThat(keys.byKeyHash(KeyRing.hash("mk_other"))).isEmpty();
        assertThat(keys.byId("cli")).isPresent();
    }

    @Test
    void aFileThatOthersCanWriteIsRefused() {
        for (String mode : new String[] {"rw-rw----", "rw-r---w-"}) {
            assertThatThrownBy(() -> KeyRing.read(file(mode, entry("cli", "anna", "operator", HASH))))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                    .hasMessageContaining("chmod go-w")
                    .hasMessageStartingWith("MACAW_ACCESS_KEYS_FILE");
        }
    }

    @Test
    void aMountedFileIsReadThroughItsGroup() throws IOException {
        assertThat(KeyRing.read(file("r--r-----", entry("cli", "anna", "operator", HASH)))
                        .byId("cli"))
                .isPresent();
    }

    @Test
    void nonsenseIsRefusedByName() {
        refused(entry("cli", "anna", "emperor", HASH), "emperor");
        refused(entry("cli", "anna", "operator", "abc"), "64 lower-case hex digits");
        refused(entry("cli", "", "operator", HASH), "cli");
        refused(entry("a", "a", "operator", HASH) + "," + entry("b", "b", "operator", HASH), "twice");
        refused("", "holds no keys");
        assertThatThrownBy(() -> KeyRing.read(directory.resolve("missing"))).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> KeyRing.read(write("rw-------", "{"))).hasMessageContaining("cannot be read");
    }

    private void refused(String entries, String why) {
        assertThatThrownBy(() -> KeyRing.read(file("rw-------", entries)))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining(why);
    }

    private static String entry(String id, String subject, String role, String hash) {
        return "{\"id\":\"%s\",\"subject\":\"%s\",\"roles\":[\"%s\"],\"sha256\":\"%s\"}"
                .formatted(id, subject, role, hash);
    }

    private Path file(String mode, String entries) throws IOException {
        return write(mode, "{\"keys\":[" + entries + "]}");
    }

    private Path write(String mode, String text) throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
