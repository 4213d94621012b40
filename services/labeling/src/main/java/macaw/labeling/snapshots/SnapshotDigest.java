package macaw.labeling.snapshots;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import macaw.labeling.projects.Project;
import macaw.labeling.texts.Sha256;

/** Counts and hashes a snapshot's lines while they pass. */
public final class SnapshotDigest {
    private static final int ID_DIGITS = 16;

    private final MessageDigest digest = Sha256.digest();
    private long records;

    /** Takes the next line, without its newline. */
    public void add(String line) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        records++;
    }

    /** The snapshot of all lines taken. The same filters over the same lines have the same id. */
    public Snapshot finish(Project project, Filters filters, Summary summary, Instant now) {
        String sha256 = HexFormat.of().formatHex(digest.digest());
        String identity = Sha256.hex(filters.canonical() + " " + sha256);
        return new Snapshot(
                project.namespace(),
                project.name() + "-" + identity.substring(0, ID_DIGITS),
                project.name(),
                project.kind(),
                filters,
                records,
                sha256,
                LineCodec.SCHEMA,
                Optional.of(summary),
                now);
    }
}
