package macaw.chassis.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import macaw.chassis.access.KeyRing;
import macaw.chassis.access.Roles;

/** One key a role for a {@code @QuarkusTest}, and a state directory: {@code @QuarkusTestResource(TestKeys.class)}. */
public final class TestKeys implements QuarkusTestResourceLifecycleManager {
    private static final List<String> ROLES = List.of(Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE);

    /** The key of the test's account with this one role. */
    public static String key(String role) {
        return "mk_test_" + role;
    }

    /** Writes a keys file with the keys above. */
    public static Path write(Path directory) throws IOException {
        String keys = ROLES.stream()
                .map(role -> "{\"id\":\"%s\",\"subject\":\"%s\",\"roles\":[\"%s\"],\"sha256\":\"%s\"}"
                        .formatted(role, role, role, KeyRing.hash(key(role))))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        Path file = Files.writeString(directory.resolve("keys.json"), keys);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public Map<String, String> start() {
        try {
            Path state = Files.createTempDirectory(Path.of("target"), "state").toAbsolutePath();
            return Map.of(
                    "macaw.access.keys-file", write(state).toString(),
                    "macaw.state-dir", state.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
