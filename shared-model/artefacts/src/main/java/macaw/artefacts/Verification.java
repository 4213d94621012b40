package macaw.artefacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Holds what is there to what a manifest says; the same in every implementation of the store. */
public final class Verification {
    private Verification() {}

    /** Refuses (MANIFEST_MISMATCH) another manifest than the expected one; empty expects none. */
    public static void requireManifest(Sealed present, String expectedSha256) {
        if (!expectedSha256.isEmpty() && !expectedSha256.equals(present.sha256())) {
            throw mismatch(present.folder(), "has manifest " + present.sha256() + ", expected " + expectedSha256);
        }
    }

    /** Refuses (VERSION_CONFLICT) a folder that is sealed with another manifest than this writer's. */
    public static Sealed requireSame(Sealed there, byte[] wanted) {
        String sha256 = Hashes.sha256(wanted);
        if (!there.sha256().equals(sha256)) {
            throw new CodedException(
                    ErrorCode.VERSION_CONFLICT,
                    there.folder() + " is sealed with manifest " + there.sha256() + ", this one would be " + sha256);
        }
        return there;
    }

    /** Refuses (MANIFEST_MISMATCH) a file that is missing or is not what the manifest says. */
    public static void requireFile(StorePath folder, Path directory, FileEntry file) throws IOException {
        Path path = directory.resolve(file.name());
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw mismatch(folder, "lacks the file " + file.name());
        }
        requireSize(folder, file, Files.size(path));
        String sha256 = Hashes.sha256(path);
        if (!sha256.equals(file.sha256())) {
            throw mismatch(folder, file.name() + " has SHA-256 " + sha256 + ", its manifest says " + file.sha256());
        }
    }

    /** Refuses (MANIFEST_MISMATCH) a file of another size than the manifest says. */
    public static void requireSize(StorePath folder, FileEntry file, long size) {
        if (size != file.size()) {
            throw mismatch(folder, file.name() + " has " + size + " bytes, its manifest says " + file.size());
        }
    }

    /** VERSION_UNKNOWN: nothing is sealed there. */
    public static CodedException unknown(StorePath folder) {
        return new CodedException(ErrorCode.VERSION_UNKNOWN, "nothing is published at " + folder + " in the store");
    }

    /** MANIFEST_MISMATCH: what is wrong with this folder. */
    public static CodedException mismatch(StorePath folder, String what) {
        return new CodedException(ErrorCode.MANIFEST_MISMATCH, folder + " " + what);
    }
}
