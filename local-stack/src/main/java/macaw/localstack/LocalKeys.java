package macaw.localstack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of a local stack, made at its first start: one a role, each in a file that only its owner reads, and the file of their hashes
 * that the services read.
 *
 * @param file the hashes, for {@code MACAW_ACCESS_KEYS_FILE}
 * @param operator the key of the person who runs the stack
 * @param service what the services present to each other
 * @param reviewer a key with the reviewer role, for looking at labelers' work
 * @param labeler a key with the labeler role that belongs to nobody in labeling's list, for the other services
 */
public record LocalKeys(Path file, String operator, String service, String reviewer, String labeler) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** Reads the keys of a state directory, making those that are missing. What others have added to the file of hashes stays. */
    public static LocalKeys in(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = directory.resolve("keys.json");
            LocalKeys keys = new LocalKeys(
                    file,
                    key(directory, "operator"),
                    key(directory, "service"),
                    key(directory, "reviewer"),
                    key(directory, "labeler"));
            String hashes = keys.hashes();
            if (Files.notExists(file) || !Files.readString(file).equals(hashes + "\n")) {
                writeSecret(file, hashes);
            }
            return keys;
        } catch (IOException e) {
            throw new StackException("the keys in " + directory + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** 256 bits, in the alphabet of URLs. */
    public static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Writes a file that only its owner can read, never readable by others in between. */
    public static void writeSecret(Path path, String text) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(temporary, text + "\n");
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String key(Path directory, String role) throws IOException {
        Path path = directory.resolve(role);
        if (Files.notExists(path)) {
            writeSecret(path, "mk_" + random());
        }
        return Files.readString(path).strip();
    }

    /** With the keys of others that somebody has added to the file. */
    private String hashes() throws IOException {
        ArrayNode entries = JSON.createArrayNode()
                .add(entry("operator", operator))
                .add(entry("service", service))
                .add(entry("reviewer", reviewer))
                .add(entry("labeler", labeler));
        Set<String> own =
                entries.valueStream().map(entry -> entry.path("id").asText()).collect(Collectors.toSet());
        if (Files.exists(file)) {
            JSON.readTree(file.toFile())
                    .path("keys")
                    .valueStream()
                    .filter(entry -> !own.contains(entry.path("id").asText()))
                    .forEach(entries::add);
        }
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(JSON.createObjectNode().set("keys", entries));
    }

    private static ObjectNode entry(String role, String key) {
        ObjectNode entry = JSON.createObjectNode().put("id", role).put("subject", role);
        entry.putArray("roles").add(role);
        return entry.put("sha256", sha256(key));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
