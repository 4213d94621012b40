package macaw.records;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprint of a prompt: SHA-256 over a canonical form of our own, because protobuf promises none. The trainer compares it with what it
 * asked for, so that a rollout which answers another request is never trained on.
 */
public final class Fingerprints {
    /** Rises with the canonical form. */
    private static final int FORM = 1;

    private Fingerprints() {}

    /** 64 lower-case hex digits over everything but {@code requestedAt}. */
    public static String of(Prompt prompt) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(FORM);
            text(out, prompt.namespace());
            text(out, prompt.rolloutId());
            text(out, prompt.runId());
            out.writeLong(prompt.runEpoch());
            out.writeInt(prompt.iteration());
            out.writeInt(prompt.promptIndex());
            out.writeInt(prompt.sampleIndex());
            out.writeInt(prompt.tokens().size());
            for (int id : prompt.tokens().toArray()) {
                out.writeInt(id);
            }
            // the other sampling settings are off in every prompt, see Prompt
            out.writeDouble(prompt.sampling().temperature());
            out.writeInt(prompt.sampling().maxTokens());
            out.writeLong(prompt.seed());
            version(out, prompt.policy());
            out.writeInt(prompt.rewards().size());
            for (RewardWeight weighted : prompt.rewards()) {
                version(out, weighted.reward());
                out.writeDouble(weighted.weight());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return HexFormat.of().formatHex(sha256(bytes.toByteArray()));
    }

    private static void version(DataOutputStream out, VersionRef version) throws IOException {
        text(out, version.namespace());
        text(out, version.name());
        out.writeLong(version.number());
        text(out, version.manifestSha256());
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
