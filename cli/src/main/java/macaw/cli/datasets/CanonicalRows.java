package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Writes rows as the trainer reads them. The same rows give the same bytes, so the same data set has one hash. */
public final class CanonicalRows {
    private static final int BUCKETS = 10_000;

    private CanonicalRows() {}

    /**
     * One JSON object a line, each in the split that its prompt falls into.
     *
     * @param heldOut the part of all prompts that is kept for validation, from 0 to 1
     * @return how many rows were written
     */
    public static int write(Path file, List<Row> rows, double heldOut) {
        return write(
                file,
                rows.stream()
                        .map(row -> row.json().put("split", isHeldOut(row.prompt(), heldOut) ? "validation" : "train"))
                        .toList());
    }

    /** The prompts alone, each once, those that {@link #write} holds out left out; returns how many. */
    public static int writePrompts(Path file, List<Row> rows, double heldOut) {
        Set<String> seen = new HashSet<>();
        return write(
                file,
                rows.stream()
                        .map(Row::prompt)
                        .filter(prompt -> !isHeldOut(prompt, heldOut) && seen.add(prompt))
                        .map(prompt -> JsonNodeFactory.instance.objectNode().put("prompt", prompt))
                        .toList());
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

    private static int write(Path file, List<ObjectNode> rows) {
        if (rows.isEmpty()) {
            throw new CodedException(ErrorCode.DATASET_EMPTY, "no row is left to write to " + file);
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (ObjectNode row : rows) {
                out.write(row.toString());
                out.write('\n');
            }
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
        return rows.size();
    }
}
