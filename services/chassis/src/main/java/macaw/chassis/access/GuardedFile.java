package macaw.chassis.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A file that decides who is let in. Whoever can write it lets themselves in, so nobody but its owner may. Reading is not this process' to
 * forbid: a mounted Secret belongs to root and is read through its group.
 */
final class GuardedFile {
    private static final Set<PosixFilePermission> WRITING =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private GuardedFile() {}

    /** Its content. Errors: SETTINGS_INVALID, naming the variable that named the file, when it is none or others may write it. */
    static byte[] read(String variable, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw refused(variable, file, "is not a file");
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(WRITING::contains)) {
                throw refused(variable, file, "must be writable by its owner alone (chmod go-w), is " + permissions);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw refused(variable, file, "cannot be read: " + e.getMessage());
        }
    }

    static CodedException refused(String variable, Path file, String why) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, variable + ": " + file + " " + why);
    }
}
