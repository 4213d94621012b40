package macaw.cli.datasets;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Writes rows as the trainer reads them, a JSON object a line. The same rows give the same bytes, so the same data set has one hash. */
public final class CanonicalRows implements Consumer<CanonicalRow>, AutoCloseable {
    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";
    private static final int BUCKETS = 10_000;

    private final Path file;
    private final BufferedWriter out;
    private final double heldOut;
    private final boolean promptsOnly;
    private final Set<String> prompts = new HashSet<>();
    private final Map<String, Long> bySplit = new TreeMap<>();
    private long written;
    private long leftOut;

    /**
     * @param heldOut the part of all prompts that is kept for validation where the file names no split, from 0 to below 1; 0 leaves them without one
     * @param promptsOnly whether of other rows the prompts alone are written, each once, and only those of training
     */
    public CanonicalRows(Path file, double heldOut, boolean promptsOnly) {
        this.file = file;
        this.heldOut = heldOut;
        this.promptsOnly = promptsOnly;
        try {
            this.out = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void accept(CanonicalRow row) {
        CanonicalRow placed = row.split().isPresent() || heldOut == 0 ? row : row.in(drawn(row.row()));
        if (!promptsOnly) {
            write(placed.json().toString());
            placed.split().ifPresent(split -> bySplit.merge(split, 1L, Long::sum));
        } else if (placed.split().orElse(TRAIN).equals(TRAIN) && isNew(placed.row())) {
            write(placed.row().asked().map(Row.Prompt::new).orElseThrow().json().toString());
        } else {
            leftOut++;
        }
    }

    private String drawn(Row row) {
        return row.asked().filter(asked -> isHeldOut(asked.key(), heldOut)).isPresent() ? VALIDATION : TRAIN;
    }

    /** Prompts that stand alone are taken as often as they are there; whoever repeats one there wants it so. */
    private boolean isNew(Row row) {
        return row instanceof Row.Prompt
                || prompts.add(row.asked().orElseThrow().key());
    }

    private void write(String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw unwritable(e);
        }
        written++;
    }

    /** Decided by the prompt's hash, so that no prompt is in two splits, in whatever file it comes. */
    static boolean isHeldOut(String prompt, double part) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(prompt.getBytes(StandardCharsets.UTF_8));
            int bucket = ((hash[0] & 0xff) << 16 | (hash[1] & 0xff) << 8 | (hash[2] & 0xff)) % BUCKETS;
            return bucket < part * BUCKETS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Ends the file.
     *
     * @param source where the rows came from
     * @throws CodedException DATASET_EMPTY where none was written
     */
    public void finish(Path source) {
        close();
        if (written == 0) {
            throw new CodedException(ErrorCode.DATASET_EMPTY, "no row of " + source + " can be used");
        }
    }

    /** What became of a file's rows, for people. */
    public String summary(long refused) {
        StringBuilder summary =
                new StringBuilder(written + (promptsOnly ? " prompts, " : " rows, ") + refused + " refused");
        bySplit.forEach((split, count) ->
                summary.append(", ").append(count).append(" for ").append(split));
        if (leftOut > 0) {
            summary.append(", ").append(leftOut).append(" repeated or held out");
        }
        return summary.toString();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private CodedException unwritable(IOException e) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
}
