package macaw.chassis.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** A name for this process that survives its restart: a random one, kept in the state directory. */
public final class ProcessName {
    private ProcessName() {}

    /** Reads the name, or makes one the first time. */
    public static String in(Path stateDirectory) {
        Path file = stateDirectory.resolve("instance-id");
        try {
            Files.createDirectories(stateDirectory);
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "MACAW_STATE_DIR cannot be written: " + e.getMessage(), e);
        }
    }
}
