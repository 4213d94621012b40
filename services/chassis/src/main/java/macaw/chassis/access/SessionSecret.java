package macaw.chassis.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Where the secret of browser sessions comes from. */
public final class SessionSecret {
    /** Fewest bytes of a secret: those of the HMAC that is made with it. */
    static final int BYTES = 32;

    private static final String VARIABLE = "MACAW_SESSION_SECRET_FILE";
    /** Of random bytes, or of their hex digits, many more differ. */
    private static final int DIFFERENT_BYTES = 8;

    private SessionSecret() {}

    /**
     * The secret that replicas share. White space at its end does not count, so that it does not matter what wrote the file. Errors:
     * SETTINGS_INVALID when it is missing, short, no secret at all, or writable by others.
     */
    public static byte[] shared(Path file) {
        byte[] content = GuardedFile.read(VARIABLE, file);
        int length = content.length;
        while (length > 0 && Character.isWhitespace(content[length - 1])) {
            length--;
        }
        if (length < BYTES) {
            throw GuardedFile.refused(
                    VARIABLE,
                    file,
                    "holds " + length + " bytes, and a session secret has " + BYTES
                            + " or more (openssl rand -hex 32 makes one)");
        }
        byte[] secret = Arrays.copyOf(content, length);
        if (new String(secret, StandardCharsets.ISO_8859_1).chars().distinct().count() < DIFFERENT_BYTES) {
            throw GuardedFile.refused(
                    VARIABLE, file, "repeats itself and is no secret (openssl rand -hex 32 makes one)");
        }
        return secret;
    }

    /** The secret of this process alone: in its state directory, made there (mode 0600) the first time. */
    public static byte[] own(Path stateDirectory) {
        Path file = stateDirectory.resolve("session-secret");
        try {
            Files.createDirectories(stateDirectory);
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length < BYTES) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "MACAW_STATE_DIR: " + file + " holds " + secret.length
                                + " bytes and no session secret; delete it");
            }
            return secret;
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "MACAW_STATE_DIR cannot be written: " + e.getMessage(), e);
        }
    }

    private static void make(Path file) throws IOException {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap(fresh));
            channel.force(true);
        }
        Files.move(partial, file);
    }
}
