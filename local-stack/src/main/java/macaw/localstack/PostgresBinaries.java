package macaw.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per user and version from the archive on the class path. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** The folder that holds bin, lib and share. */
    static Path unpacked() {
        Path cache = cacheDirectory();
        try {
            Path ready = cache.resolve(archiveName());
            if (Files.isDirectory(ready)) {
                return ready;
            }
            Files.createDirectories(cache);
            Path temporary = Files.createTempDirectory(cache, "unpacking-");
            unpackInto(temporary);
            try {
                Files.move(temporary, ready, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException anotherWasFirst) {
                deleteTree(temporary);
                if (!Files.isDirectory(ready)) {
                    throw anotherWasFirst;
                }
            }
            return ready;
        } catch (IOException e) {
            throw new StackException("PostgreSQL cannot be unpacked into " + cache + ": " + e.getMessage(), e);
        }
    }

    private static Path cacheDirectory() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("macaw");
    }

    private static InputStream archive() throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (in == null) {
            throw new IOException(ARCHIVE + " is not on the class path");
        }
        return in;
    }

    /** Another archive unpacks into another folder, so an upgrade never mixes with what is there. */
    private static String archiveName() throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(archive(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return "postgres-" + Long.toHexString(in.getChecksum().getValue());
        }
    }

    private static void unpackInto(Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("the archive names a file outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(target.getParent());
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
